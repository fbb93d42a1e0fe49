package dev.crier.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;

/**
 * What a client still sends of a body that nobody wants, since its request was answered before.
 *
 * <p>Closing at once would reset the connection, and the client might never see the answer; reading on without end would
 * be free work for whoever uploads. So a little is read and dropped, for a little while; what is more ends the connection.
 * Not thread-safe: belongs to the event loop of the request.
 */
final class UnreadBody {

    /** A body that is known to be no longer than this costs less to read than a new connection. In bytes. */
    private static final long SHORT = 256 << 10;

    /** How long a client has to notice the answer. In milliseconds. */
    private static final long PATIENCE = 2_000;

    private final HttpServerRequest request;

    UnreadBody(HttpServerRequest request) {
        this.request = request;
    }

    /** Whether there is so much of it, or may be, or it comes so slowly, that the connection is given up. Never so on HTTP/2. */
    boolean costsConnection(int status) {
        if (request.version() == HttpVersion.HTTP_2 || request.isEnded()) {
            return false;
        }
        if (status == 408) {
            return true;
        }
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return request.headers().contains("Transfer-Encoding");
        }
        return !length.matches("\\d{1,9}") || Long.parseLong(length) > SHORT;
    }

    /** Drops it, after the answer was handed over. */
    void discard(boolean closing) {
        if (request.isEnded()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(0); // NO_ERROR: "stop sending" (RFC 9113, section 8.1)
            return;
        }
        if (closing) {
            Vertx vertx = Objects.requireNonNull(Vertx.currentContext(), "must be on an event loop")
                    .owner();
            long timer = vertx.setTimer(PATIENCE, late -> request.connection().close());
            request.endHandler(all -> {
                vertx.cancelTimer(timer);
                request.connection().close();
            });
        }
        request.handler(chunk -> {});
        request.resume();
    }
}
