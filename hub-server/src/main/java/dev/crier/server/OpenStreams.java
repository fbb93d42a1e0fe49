package dev.crier.server;

import dev.crier.server.auth.Identity;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The open streams of one event loop, for operators. Only for that loop. */
final class OpenStreams {

    private final AtomicLong lastId;
    private final NavigableMap<Long, OpenStream> open = new TreeMap<>();

    /** By the digests of which keys those are read that a token permits. */
    private final Map<Long, String> keys = new HashMap<>();

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

    /**
     * Adds one.
     *
     * @param reader whose it is
     */
    void add(OpenStream stream, Identity reader) {
        open.put(stream.id(), stream);
        if (!reader.anonymous()) {
            keys.put(stream.id(), reader.key());
        }
    }

    void remove(OpenStream stream) {
        open.remove(stream.id());
        keys.remove(stream.id());
    }

    /** Ends the streams that were permitted by keys which permit nothing any more, as if their tokens had expired. */
    void expire(Set<String> gone) {
        List<Long> ending = keys.entrySet().stream()
                .filter(entry -> gone.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        ending.forEach(id -> Objects.requireNonNull(open.get(id)).expireAt(Instant.EPOCH));
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
