package dev.crier.core.engine;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How long deliveries took, as a histogram. Immutable.
 *
 * @param counts how many took at most as long as the bound of the same index, and longer than the one before; the last
 *     counts those that took longer than all bounds
 * @param sum of all of them together
 */
public record Latencies(List<Long> counts, Duration sum) {

    /** The bounds. */
    public static final List<Duration> BOUNDS = LongStream.of(
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
            .toList();

    private static final long[] NANOS =
            BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    /** Makes one. */
    public Latencies {
        counts = List.copyOf(counts);
    }

    /** Where a duration is counted. */
    static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < NANOS.length && nanos > NANOS[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
