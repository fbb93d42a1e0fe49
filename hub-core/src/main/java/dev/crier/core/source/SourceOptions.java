package dev.crier.core.source;

import java.time.Duration;
import java.util.Objects;

/**
 * How the supervisor treats every source.
 *
 * @param startTimeout how long the future of {@code start} may take before the start has failed
 * @param stopTimeout how long a source may take to stop before its threads are interrupted and it is reported
 * @param backoffMin the shortest wait before a restart
 * @param backoffMax the longest wait before a restart
 * @param stableAfter how long a run must have lasted for its failure to count as the first one again
 * @param blockedAfter how long a source may hold its thread before it counts as degraded
 * @param stuckAfter how long a source may hold its thread before it has failed
 * @param maxInFlight how many events of one source may wait for their ids, from 1
 * @param maxInFlightBytes how many bytes they may have together; a single event may be bigger
 */
public record SourceOptions(
        Duration startTimeout,
        Duration stopTimeout,
        Duration backoffMin,
        Duration backoffMax,
        Duration stableAfter,
        Duration blockedAfter,
        Duration stuckAfter,
        int maxInFlight,
        long maxInFlightBytes) {

    /** What a hub uses: restarts after 1 s to 1 min, 30 s to start, 5 s to stop, 256 events in flight. */
    public static final SourceOptions DEFAULT = new SourceOptions(
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            256,
            8L << 20);

    /**
     * Makes options.
     *
     * @throws IllegalArgumentException if a duration or a number isn't positive, or a minimum is above its maximum
     */
    public SourceOptions {
        positive("start-timeout", startTimeout);
        positive("stop-timeout", stopTimeout);
        positive("backoff-min", backoffMin);
        positive("backoff-max", backoffMax);
        positive("stable-after", stableAfter);
        positive("blocked-after", blockedAfter);
        positive("stuck-after", stuckAfter);
        if (backoffMin.compareTo(backoffMax) > 0) {
            throw new IllegalArgumentException(
                    "backoff-min (" + backoffMin + ") must not be above backoff-max (" + backoffMax + ")");
        }
        if (blockedAfter.compareTo(stuckAfter) > 0) {
            throw new IllegalArgumentException(
                    "blocked-after (" + blockedAfter + ") must not be above stuck-after (" + stuckAfter + ")");
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("max-in-flight must be at least 1, not " + maxInFlight);
        }
        if (maxInFlightBytes < 1) {
            throw new IllegalArgumentException("max-in-flight-bytes must be at least 1, not " + maxInFlightBytes);
        }
    }

    private static void positive(String key, Duration value) {
        if (Objects.requireNonNull(value, key).isZero() || value.isNegative()) {
            throw new IllegalArgumentException(key + " must be positive, not " + value);
        }
    }
}
