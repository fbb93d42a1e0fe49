package dev.crier.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Gathers the latencies of the events that were due within a stretch of time, whenever they come. Only for one thread.
 *
 * <p>Whether an event belongs to the stretch depends on when it was due and not on when it came, so that those which come
 * late, even after its end, count.
 */
final class Latencies {

    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(LONGEST, DIGITS);
    private long from = Long.MAX_VALUE;
    private long to = Long.MAX_VALUE;

    /** Measures what is due from a moment on. */
    void begin(long nanoTime) {
        histogram.reset();
        from = nanoTime;
        to = Long.MAX_VALUE;
    }

    /** Measures nothing that is due at a moment or later. */
    void end(long nanoTime) {
        to = nanoTime;
    }

    /** Takes an event that came now and was due then. */
    void record(long now, long due) {
        if (due >= from && due < to) {
            histogram.recordValue(Math.max(0, Math.min(LONGEST, now - due)));
        }
    }

    /** What was measured. */
    Quantiles quantiles() {
        return new Quantiles(
                histogram.getTotalCount(),
                micros(histogram.getValueAtPercentile(50)),
                micros(histogram.getValueAtPercentile(90)),
                micros(histogram.getValueAtPercentile(99)),
                micros(histogram.getValueAtPercentile(99.9)),
                micros(histogram.getMaxValue()));
    }

    private static double micros(long nanos) {
        return nanos / 1_000.0;
    }

    /**
     * Quantiles of latencies, in microseconds.
     *
     * @param count of how many
     * @param p50 half of them were no longer
     * @param p90 90 %
     * @param p99 99 %
     * @param p999 99.9 %
     * @param max the longest
     */
    record Quantiles(long count, double p50, double p90, double p99, double p999, double max) {}
}
