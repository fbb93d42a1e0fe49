package dev.crier.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up a connection to the engine: makes another {@link Wire} whenever one ends, with growing pauses and jitter, for as
 * long as it takes.
 *
 * <p>Confined to the context that it was opened on.
 */
final class Link {

    private static final long FIRST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 2_000;
    private static final int MOST_CALLS = 4_096;
    private static final Pattern RUN = Pattern.compile("(?m)^run_id:(\\w+)");

    /** What a link is kept up for. */
    interface User {

        /**
         * There is a wire.
         *
         * @return completes when it may be used; if it fails, the wire is given up
         */
        Future<?> up(Wire wire);

        /** There is none any more, and why. */
        void down(String why);
    }

    private final Vertx vertx;
    private final RedisLogOptions options;
    private final Outage outage;
    private final User user;
    private @Nullable Wire wire;
    private boolean closed;
    private int failures;

    /**
     * Makes a link that isn't opened.
     *
     * @param outage is told when there is no connection, and when there is one again
     */
    Link(Vertx vertx, RedisLogOptions options, Outage outage, User user) {
        this.vertx = vertx;
        this.options = options;
        this.outage = outage;
        this.user = user;
    }

    /** Begins to connect. */
    void open() {
        connect();
    }

    /** Ends the wire, and makes no other. */
    void close() {
        closed = true;
        Wire last = wire;
        if (last != null) {
            last.fail(new WireException("the log was closed"));
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        Redis client;
        try {
            client = Redis.createClient(vertx, redisOptions());
        } catch (RuntimeException refused) {
            lost(refused);
            return;
        }
        Promise<Wire> made = Promise.promise();
        long late = vertx.setTimer(
                options.timeout().toMillis(),
                timer -> made.tryFail(new WireException(Reason.silence(options.timeout(), options.encrypted()))));
        client.connect()
                .compose(connection -> handshake(client, connection))
                .onFailure(made::tryFail)
                .onSuccess(next -> {
                    if (!made.tryComplete(next)) {
                        next.fail(new WireException("too late"));
                    }
                });
        made.future().compose(this::use).onComplete(done -> {
            vertx.cancelTimer(late);
            if (done.failed()) {
                client.close();
                lost(done.cause());
            }
        });
    }

    private RedisOptions redisOptions() {
        return new RedisOptions()
                .setConnectionString(options.url())
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setMaxWaitingHandlers(MOST_CALLS)
                .setNetClientOptions(netOptions());
    }

    private NetClientOptions netOptions() {
        NetClientOptions net = new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout(
                        (int) Math.min(Integer.MAX_VALUE, options.timeout().toMillis()));
        if (options.encrypted()) {
            net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            options.ca().map(Trust::in).ifPresent(net::setTrustOptions);
        }
        return net;
    }

    /** Learns which process is at the other end. */
    private Future<Wire> handshake(Redis client, RedisConnection connection) {
        return connection.send(Request.cmd(Command.INFO).arg("server")).compose(info -> {
            Matcher run = RUN.matcher(String.valueOf(info));
            return run.find()
                    ? Future.succeededFuture(new Wire(vertx, client, connection, run.group(1), options.timeout()))
                    : Future.failedFuture(new WireException("the engine doesn't say its run_id"));
        });
    }

    private Future<Void> use(Wire next) {
        if (closed) {
            next.fail(new WireException("the log was closed"));
            return Future.failedFuture("the log was closed");
        }
        wire = next;
        next.ended().onFailure(cause -> {
            wire = null;
        });
        return user.up(next)
                .compose(used -> {
                    outage.back(this);
                    failures = 0;
                    next.ended().onFailure(this::lost);
                    return Future.<Void>succeededFuture();
                })
                .onFailure(next::fail);
    }

    private void lost(Throwable cause) {
        if (closed) {
            return;
        }
        String why = Reason.of(cause);
        outage.lost(this, why);
        user.down(why);
        failures++;
        long pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(10, failures - 1));
        long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause);
        vertx.setTimer(Math.max(1, jittered), timer -> connect());
    }
}
