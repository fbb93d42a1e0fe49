package dev.crier.core.source;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after failures: longer after each, and differently for everybody, so that what failed together doesn't
 * return together.
 *
 * <p>After the n-th failure in a row, any time between {@code min} and {@code min * 2^n}, at most {@code max}, with the same
 * chance for each (full jitter above the minimum). Immutable; as safe as its source of chance.
 *
 * @param min the shortest wait, positive
 * @param max the longest wait
 * @param random from 0 to 1
 */
record Backoff(Duration min, Duration max, DoubleSupplier random) {

    /** The wait after so many failures in a row, from 1. */
    Duration after(int failures) {
        double least = min.toNanos();
        double most = Math.min((double) max.toNanos(), least * Math.pow(2, Math.min(failures, 62)));
        return Duration.ofNanos((long) (least + random.getAsDouble() * (most - least)));
    }
}
