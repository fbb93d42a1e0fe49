package dev.crier.server;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The open streams of one event loop, for operators. Only for that loop. */
final class OpenStreams {

    private final AtomicLong lastId;
    private final NavigableMap<Long, OpenStream> open = new TreeMap<>();

    /**
     * Makes an empty set.
     *
     * @param lastId the last id that was given to a stream, on any event loop
     */
    OpenStreams(AtomicLong lastId) {
        this.lastId = lastId;
    }

    /** An id that no other stream of the hub has. */
    long nextId() {
        return lastId.incrementAndGet();
    }

    void add(OpenStream stream) {
        open.put(stream.id(), stream);
    }

    void remove(OpenStream stream) {
        open.remove(stream.id());
    }

    /** The first streams after an id. */
    List<JsonObject> list(long after, int limit) {
        return open.tailMap(after, false).values().stream()
                .limit(limit)
                .map(OpenStream::json)
                .toList();
    }

    /** Ends a stream; false if it isn't here. */
    boolean dismiss(long id) {
        OpenStream stream = open.get(id);
        if (stream == null) {
            return false;
        }
        stream.dismiss();
        return true;
    }
}
