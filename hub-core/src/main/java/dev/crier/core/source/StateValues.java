package dev.crier.core.source;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The texts that one source keeps, within their bound. Safe on any thread: every change replaces the map as a whole.
 */
final class StateValues {

    /** The most bytes of keys and values in UTF-8 together. */
    static final int MAX_BYTES = 1 << 20;

    private volatile Map<String, String> values;

    StateValues(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    Optional<String> get(String key) {
        return Optional.ofNullable(values.get(Objects.requireNonNull(key, "key")));
    }

    Map<String, String> all() {
        return values;
    }

    /**
     * Puts all these values, or none.
     *
     * @throws IllegalArgumentException if the whole would be bigger than {@value #MAX_BYTES} bytes
     */
    synchronized void put(Map<String, String> changes) {
        Map<String, String> next = new LinkedHashMap<>(values);
        changes.forEach((key, value) -> {
            Objects.requireNonNull(key, "key");
            if (value.isEmpty()) {
                next.remove(key);
            } else {
                next.put(key, value);
            }
        });
        long bytes = next.entrySet().stream()
                .mapToLong(entry -> utf8Length(entry.getKey()) + utf8Length(entry.getValue()))
                .sum();
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a source's state of " + bytes + " bytes is too big; at most "
                    + MAX_BYTES + " are kept, so keep cursors and not data");
        }
        values = Map.copyOf(next);
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
