package dev.crier.server;

import dev.crier.core.engine.Outlet;
import dev.crier.server.http.BrokenOff;
import dev.crier.server.metrics.ConnectionEnd;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One streaming response, as the fan-out writes to it: what HTTP/1.1, HTTP/1.0 and HTTP/2 have in common.
 *
 * <p>Belongs to the event loop of its connection. A stream ends with its connection (on HTTP/2: with its stream), since a
 * reader that comes back should come back on a new one.
 */
abstract class StreamOutlet implements Outlet {

    private final HttpServerRequest request;
    private final long stallMillis;
    private @Nullable EndReason endReason;

    /**
     * Makes one.
     *
     * @param stallMillis how long a reader may leave the end where it is before it is broken off
     */
    StreamOutlet(HttpServerRequest request, long stallMillis) {
        this.request = request;
        this.stallMillis = stallMillis;
    }

    @Override
    public final void end(EndReason reason) {
        if (endReason == null && !response().closed()) {
            endReason = reason;
            if (request.version() != HttpVersion.HTTP_2) {
                Connections.ending(request.connection(), connectionEnd(reason));
            }
            boolean properly = reason == EndReason.DRAINING || reason == EndReason.EXPIRED;
            if (properly && writable()) {
                finishInTime();
            } else {
                abort();
            }
        }
    }

    /** Nothing else watches over a reader any more who never takes the last bytes. */
    private void finishInTime() {
        Vertx vertx = Objects.requireNonNull(Vertx.currentContext(), "must be on an event loop")
                .owner();
        Future<Void> finished = finish();
        long timer = vertx.setTimer(stallMillis, unread -> abort());
        finished.onComplete(over -> vertx.cancelTimer(timer));
    }

    private static ConnectionEnd connectionEnd(EndReason reason) {
        return switch (reason) {
            case STALLED, OVERRUN -> ConnectionEnd.STALLED;
            case LOG_FAILED, BROKEN -> ConnectionEnd.ERROR;
            case DISMISSED -> ConnectionEnd.ADMIN;
            case DRAINING -> ConnectionEnd.DRAINED;
            case EXPIRED -> ConnectionEnd.EXPIRED;
        };
    }

    /** Why the hub ended it; empty as long as it didn't. */
    final Optional<EndReason> endReason() {
        return Optional.ofNullable(endReason);
    }

    /** Breaks the connection off, without waiting for a reader that may never read. */
    final void abort() {
        BrokenOff.now(request);
    }

    /**
     * Ends the response as its protocol says, and then the connection.
     *
     * @return completes when the client's connection has taken all of it
     */
    abstract Future<Void> finish();

    final HttpServerRequest request() {
        return request;
    }

    final HttpServerResponse response() {
        return request.response();
    }
}
