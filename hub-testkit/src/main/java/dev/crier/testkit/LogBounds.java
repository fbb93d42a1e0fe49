package dev.crier.testkit;

import dev.crier.core.Retention;
import java.time.Duration;
import java.util.Objects;

/**
 * The bounds that a contract test wants a log to be opened with.
 *
 * @param retention what each topic keeps
 * @param logBytes the most bytes over all topics, as {@link dev.crier.core.Event#cost()} counts them
 * @param topics the most topics whose head is remembered; a log that never forgets one may ignore it
 * @param idempotencyAge how long an idempotency key is remembered
 */
public record LogBounds(Retention retention, long logBytes, int topics, Duration idempotencyAge) {

    /** So wide that nothing is ever evicted or forgotten by a test. */
    public static final LogBounds WIDE = new LogBounds(
            new Retention(1_000_000, Duration.ofDays(365), 1L << 30), 1L << 30, 1_000_000, Duration.ofMinutes(5));

    /** Makes bounds. */
    public LogBounds {
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(idempotencyAge, "idempotencyAge");
    }

    LogBounds keepingEvents(int events) {
        return withRetention(new Retention(events, retention.age(), retention.bytes()));
    }

    LogBounds keepingBytes(long bytes) {
        return withRetention(new Retention(retention.events(), retention.age(), bytes));
    }

    LogBounds keepingFor(Duration age) {
        return withRetention(new Retention(retention.events(), age, retention.bytes()));
    }

    LogBounds withLogBytes(long bytes) {
        return new LogBounds(retention, bytes, topics, idempotencyAge);
    }

    LogBounds withTopics(int most) {
        return new LogBounds(retention, logBytes, most, idempotencyAge);
    }

    private LogBounds withRetention(Retention other) {
        return new LogBounds(other, logBytes, topics, idempotencyAge);
    }
}
