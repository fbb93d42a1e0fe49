package dev.crier.server;

import dev.crier.core.engine.Envelope;
import dev.crier.core.engine.Subscription;
import dev.crier.server.http.LiveStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription and its connection, which end together: whichever ends first ends the other, once.
 *
 * <p>Belongs to the event loop of its connection, but for the methods of {@link LiveStream}, which hop there.
 */
final class OpenStream implements LiveStream {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStream.class);

    /** The longest wait of one timer, so that a clock that jumps is followed and nothing overflows. In milliseconds. */
    private static final long LONGEST_WAIT = Duration.ofHours(1).toMillis();

    private static final long NEVER = -1;

    private final Context context = Objects.requireNonNull(Vertx.currentContext(), "must be on an event loop");
    private final StreamOutlet outlet;
    private final SocketAddress client;
    private final long id;
    private final StreamQuery query;
    private final Consumer<OpenStream> afterClose;
    private final long openedAt = System.nanoTime();
    private final Instant since = Instant.now();
    private @Nullable Subscription subscription;
    private long expiry = NEVER;
    private boolean closed;

    /**
     * Makes a stream whose response is about to be opened.
     *
     * @param id names it
     * @param client whose it is
     * @param afterClose called once, when it has closed
     */
    OpenStream(long id, StreamOutlet outlet, SocketAddress client, StreamQuery query, Consumer<OpenStream> afterClose) {
        this.id = id;
        this.outlet = outlet;
        this.client = client;
        this.query = query;
        this.afterClose = afterClose;
        LOG.debug("Stream opened: {} reads {} as {}", client, query.filter(), query.format());
        outlet.response().closeHandler(gone -> close());
        outlet.response().exceptionHandler(broken -> close());
        outlet.response().endHandler(ended -> close());
    }

    /** The fan-out writes to it from now on. */
    void subscribed(Subscription by) {
        subscription = by;
        if (closed) {
            by.cancel();
        }
    }

    long id() {
        return id;
    }

    /** What an operator should know of it. */
    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("address", client.toString())
                .put("topics", new JsonArray(List.copyOf(query.filter().patterns())))
                .put("since", Envelope.time(since.truncatedTo(ChronoUnit.MILLIS)));
        Subscription of = subscription;
        if (of != null) {
            json.put("events", of.events()).put("bytes", of.bytes()).put("lagging", of.lagging());
        }
        return json;
    }

    /** Ends it because an operator wants so. */
    void dismiss() {
        if (subscription != null) {
            subscription.dismiss();
        }
    }

    /** Ends it when what permits it expires. */
    void expireAt(Instant end) {
        if (closed) {
            return;
        }
        long left = Duration.between(Instant.now(), end).toMillis();
        if (left <= 0 && subscription != null) {
            subscription.expire();
        } else {
            expiry = context.owner().setTimer(Math.max(1, Math.min(left, LONGEST_WAIT)), due -> expireAt(end));
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (expiry != NEVER) {
            context.owner().cancelTimer(expiry);
        }
        if (subscription != null) {
            subscription.cancel();
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "Stream closed: {} read {} for {} s: {}",
                    client,
                    query.filter(),
                    Duration.ofNanos(System.nanoTime() - openedAt).toSeconds(),
                    outlet.endReason()
                            .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                            .orElse("the client went away"));
        }
        afterClose.accept(this);
    }

    @Override
    public void cut() {
        context.runOnContext(now -> outlet.abort());
    }

    @Override
    public void hold() {
        context.runOnContext(now -> {
            if (subscription != null) {
                subscription.hold();
            }
        });
    }

    @Override
    public void skip() {
        context.runOnContext(now -> {
            if (subscription != null) {
                subscription.skip();
            }
        });
    }
}
