package dev.crier.core.log;

import dev.crier.core.Retention;
import dev.crier.core.Topic;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/**
 * How much a log of one hub keeps and remembers.
 *
 * @param retention what each topic keeps; asked once, when a topic appears
 * @param logBytes the most bytes over all topics, overhead included; the topics that hold the most give way first
 * @param events the most events over all topics; the same give way
 * @param topics the most topics whose head is remembered; beyond it the ones that were silent longest and keep nothing are
 *     forgotten
 * @param idempotencyAge how long an idempotency key is remembered
 * @param idempotencyKeys the most keys that are remembered
 */
public record HistoryOptions(
        Function<Topic, Retention> retention,
        long logBytes,
        int events,
        int topics,
        Duration idempotencyAge,
        int idempotencyKeys) {

    /** The default retention for every topic, 512 MiB, a million topics, 5 minutes and 100,000 keys. */
    public static final HistoryOptions DEFAULT = new HistoryOptions(
            topic -> Retention.DEFAULT, 512L << 20, Integer.MAX_VALUE, 1_000_000, Duration.ofMinutes(5), 100_000);

    /**
     * Makes options.
     *
     * @throws IllegalArgumentException if a bound is not positive
     */
    public HistoryOptions {
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(idempotencyAge, "idempotencyAge");
        if (logBytes < 1 || events < 1 || topics < 1 || idempotencyKeys < 1) {
            throw new IllegalArgumentException("the bounds of a log must be positive");
        }
    }

    /** The same with another retention. */
    public HistoryOptions withRetention(Function<Topic, Retention> newRetention) {
        return new HistoryOptions(newRetention, logBytes, events, topics, idempotencyAge, idempotencyKeys);
    }

    /** The same with another bound on the bytes of all topics. */
    public HistoryOptions withLogBytes(long bytes) {
        return new HistoryOptions(retention, bytes, events, topics, idempotencyAge, idempotencyKeys);
    }

    /** The same with another bound on the events of all topics. */
    public HistoryOptions withEvents(int most) {
        return new HistoryOptions(retention, logBytes, most, topics, idempotencyAge, idempotencyKeys);
    }

    /** The same with another bound on the topics that are remembered. */
    public HistoryOptions withTopics(int most) {
        return new HistoryOptions(retention, logBytes, events, most, idempotencyAge, idempotencyKeys);
    }

    /** The same with other bounds on the idempotency keys. */
    public HistoryOptions withIdempotency(Duration age, int keys) {
        return new HistoryOptions(retention, logBytes, events, topics, age, keys);
    }
}
