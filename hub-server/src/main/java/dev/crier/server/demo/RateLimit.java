package dev.crier.server.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many at once, and then one after each interval, for each of the addresses that were active last: a bucket of tokens
 * that fills by itself, kept as the one moment at which it will be full. Nobody waits longer because the wall clock was set back.
 * Safe on any thread.
 */
final class RateLimit<K> {

    private static final int MOST_ADDRESSES = 10_000;

    private final LongSupplier nanos;
    private final long interval;
    private final long capacity;
    private final Map<K, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /**
     * Makes a limit.
     *
     * @param nanos the time, as {@link System#nanoTime} has it
     * @param atOnce how many are allowed at once
     * @param interval after how long one more is
     */
    RateLimit(LongSupplier nanos, int atOnce, Duration interval) {
        this.nanos = nanos;
        this.interval = interval.toNanos();
        this.capacity = atOnce * this.interval;
    }

    /**
     * Takes one.
     *
     * @return 0 if it was allowed, else after how many milliseconds it will be
     */
    synchronized long take(K address) {
        long now = nanos.getAsLong();
        long left = Math.max(0, fullAt.getOrDefault(address, now) - now) + interval;
        if (left > capacity) {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left - capacity));
        }
        fullAt.put(address, now + left);
        return 0;
    }
}
