package dev.crier.core;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of a topic the log keeps at the least before the oldest may go: whatever bound is reached first counts.
 *
 * @param events the most events, from 1
 * @param age the greatest age
 * @param bytes the most bytes, overhead included; a single event is kept even if it is bigger
 */
public record Retention(int events, Duration age, long bytes) {

    /** What a topic gets when nothing is configured: 1,000 events, an hour, 16 MiB. */
    public static final Retention DEFAULT = new Retention(1_000, Duration.ofHours(1), 16L << 20);

    /**
     * Makes a retention.
     *
     * @throws IllegalArgumentException if a bound is not positive
     */
    public Retention {
        Objects.requireNonNull(age, "age");
        if (events < 1) {
            throw new IllegalArgumentException("events must be at least 1, not " + events);
        }
        if (age.isZero() || age.isNegative()) {
            throw new IllegalArgumentException("age must be positive, not " + age);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, not " + bytes);
        }
    }
}
