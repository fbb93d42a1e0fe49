package dev.crier.server;

import dev.crier.core.engine.Outlet;
import dev.crier.server.http.BrokenOff;
import dev.crier.server.metrics.ConnectionEnd;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
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
    private @Nullable EndReason endReason;

    StreamOutlet(HttpServerRequest request) {
        this.request = request;
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
                finish();
            } else {
                abort();
            }
        }
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

    /** Ends the response as its protocol says, and then the connection. */
    abstract void finish();

    final HttpServerRequest request() {
        return request;
    }

    final HttpServerResponse response() {
        return request.response();
    }
}
