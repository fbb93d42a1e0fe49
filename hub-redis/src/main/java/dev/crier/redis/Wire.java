package dev.crier.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One connection to the engine, good until the first sign that it isn't: then everything that it owes fails at once.
 *
 * <p>Confined to the context that it was made on. The client underneath neither reconnects nor has time-outs, and keeps dead
 * connections in its pool; so each wire has a client of its own, which is closed with it, and an answer that is late ends the
 * wire: answers come in order, so nothing behind it can be better.
 */
final class Wire {

    private static final long LOOK = 100;

    private record Call(Promise<Response> answer, long deadline) {}

    private final Vertx vertx;
    private final Redis client;
    private final RedisConnection connection;
    private final Duration timeout;
    private final String run;
    private final Deque<Call> calls = new ArrayDeque<>();
    private final Promise<Void> ended = Promise.promise();
    private final long watch;

    /**
     * Makes one of a connection.
     *
     * @param client closed with the wire
     * @param run names the engine's process
     * @param timeout how long an answer may take
     */
    Wire(Vertx vertx, Redis client, RedisConnection connection, String run, Duration timeout) {
        this.vertx = vertx;
        this.client = client;
        this.connection = connection;
        this.run = run;
        this.timeout = timeout;
        connection.exceptionHandler(this::fail);
        connection.endHandler(nothing -> fail(new WireException(Reason.CLOSED)));
        this.watch = vertx.setPeriodic(LOOK, timer -> endIfLate());
    }

    /** Names the process of the engine at the other end; another one after each restart and failover. */
    String run() {
        return run;
    }

    /** Whether it is good, as far as is known. */
    boolean good() {
        return !ended.future().isComplete();
    }

    /** Fails, with why, when the wire has ended. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Sends a request; its failure is the engine's refusal, or that the wire has ended. */
    Future<Response> send(Request request) {
        return send(request, Duration.ZERO);
    }

    /** The same for a request that the engine may hold for some time before it answers. */
    Future<Response> send(Request request, Duration held) {
        if (!good()) {
            return Future.failedFuture(ended.future().cause());
        }
        Call call = new Call(
                Promise.promise(), System.nanoTime() + timeout.plus(held).toNanos());
        calls.add(call);
        connection.send(request).onComplete(done -> {
            if (done.succeeded()) {
                call.answer().tryComplete(done.result());
            } else if (refusal(done.cause())) {
                call.answer().tryFail(done.cause());
            } else {
                fail(done.cause());
            }
        });
        return call.answer().future();
    }

    /** Whether the engine said so itself; the client says in the same way that the connection is closed. */
    private static boolean refusal(Throwable cause) {
        return cause instanceof ErrorType error && !error.is("CONNECTION_CLOSED");
    }

    private void endIfLate() {
        while (!calls.isEmpty() && calls.peek().answer().future().isComplete()) {
            calls.remove();
        }
        Call oldest = calls.peek();
        if (oldest != null && System.nanoTime() - oldest.deadline() > 0) {
            fail(new WireException(Reason.silence(timeout)));
        }
    }

    /** Ends it, for this cause. */
    void fail(Throwable cause) {
        WireException why = cause instanceof WireException known ? known : new WireException(cause);
        if (!ended.tryFail(why)) {
            return;
        }
        vertx.cancelTimer(watch);
        client.close();
        for (Call call = calls.poll(); call != null; call = calls.poll()) {
            call.answer().tryFail(why);
        }
    }
}
