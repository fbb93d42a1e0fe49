package dev.crier.core.spi;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * A small map of texts that belongs to one source and survives restarts.
 *
 * <p>For cursors and ETags, not for data: at most 1 MiB in all. A write that completed is on disk. Safe on any thread;
 * writes are applied in the order of the calls.
 */
public interface SourceState {

    /** The value of a key, as last put. */
    Future<Optional<String>> get(String key);

    /** Keeps all these values at once: after a crash all of them are there, or none. An empty value removes its key. */
    Future<Void> put(Map<String, String> values);

    /** Keeps one value; an empty one removes the key. */
    default Future<Void> put(String key, String value) {
        return put(Map.of(key, value));
    }
}
