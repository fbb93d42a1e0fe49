package dev.crier.server;

import dev.crier.core.engine.Envelope;
import dev.crier.core.engine.Outlet;
import dev.crier.core.engine.Subscription;
import dev.crier.server.http.LiveStream;
import dev.crier.server.metrics.StreamEnd;
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
import java.util.concurrent.TimeUnit;
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
        outlet.response().closeHandler(gone -> close());
        outlet.response().exceptionHandler(broken -> close());
        outlet.response().endHandler(ended -> close());
        logOpen();
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

    /** What ended it. */
    StreamEnd end() {
        return outlet.endReason().map(OpenStream::end).orElse(StreamEnd.CLIENT);
    }

    private static StreamEnd end(Outlet.EndReason reason) {
        return switch (reason) {
            case STALLED -> StreamEnd.STALLED;
            case OVERRUN -> StreamEnd.OVERRUN;
            case LOG_FAILED, BROKEN -> StreamEnd.ERROR;
            case EXPIRED -> StreamEnd.EXPIRED;
            case DISMISSED -> StreamEnd.ADMIN;
            case DRAINING -> StreamEnd.DRAINED;
        };
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

    /** It is over, whatever ended it; a second time is harmless. */
    void close() {
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
        logClose();
        afterClose.accept(this);
    }

    /** Nothing of the request but what was understood of it: no query, where a ticket may stand. */
    private void logOpen() {
        if (LOG.isInfoEnabled()) {
            LoggedTopics topics = LoggedTopics.of(query.filter());
            topics.addTo(LOG.atInfo().addKeyValue("address", client))
                    .log("Stream opened: {} reads {} as {}", client, topics, query.format());
        }
    }

    private void logClose() {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LoggedTopics topics = LoggedTopics.of(query.filter());
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedAt) / 1e3;
        long events = subscription == null ? 0 : subscription.events();
        long bytes = subscription == null ? 0 : subscription.bytes();
        String reason = end().name().toLowerCase(Locale.ROOT);
        topics.addTo(LOG.atInfo().addKeyValue("address", client))
                .addKeyValue("seconds", seconds)
                .addKeyValue("events", events)
                .addKeyValue("bytes", bytes)
                .addKeyValue("reason", reason)
                .log(
                        "Stream closed: {} read {} for {} s, {} events in {} bytes: {}",
                        client,
                        topics,
                        seconds,
                        events,
                        bytes,
                        reason);
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
