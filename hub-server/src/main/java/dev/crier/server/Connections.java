package dev.crier.server;

import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections and the streams on them, since Vert.x has no count of its own. A connection counts from its first
 * request on. Safe on any thread.
 */
final class Connections {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    /** A client has connected. */
    void opened(HttpConnection connection) {
        open.incrementAndGet();
        connection.closeHandler(closed -> open.decrementAndGet());
    }

    void streamOpened() {
        streams.incrementAndGet();
    }

    void streamClosed() {
        streams.decrementAndGet();
    }

    /** How many connections are open. */
    int open() {
        return open.get();
    }

    /** How many streams are open. */
    int streams() {
        return streams.get();
    }
}
