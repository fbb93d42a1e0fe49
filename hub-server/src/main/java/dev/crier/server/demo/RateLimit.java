package dev.crier.server.demo;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many at once, and then one after each interval, for each of the addresses that were active last: a bucket of tokens
 * that fills by itself, kept as the one moment at which it will be full. Safe on any thread.
 */
final class RateLimit<K> {

    private static final int MOST_ADDRESSES = 10_000;

    private final Clock clock;
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
     * @param atOnce how many are allowed at once
     * @param interval after how long one more is, in milliseconds
     */
    RateLimit(Clock clock, int atOnce, long interval) {
        this.clock = clock;
        this.interval = interval;
        this.capacity = atOnce * interval;
    }

    /**
     * Takes one.
     *
     * @return 0 if it was allowed, else after how many milliseconds it will be
     */
    synchronized long take(K address) {
        long now = clock.millis();
        long full = Math.max(now, fullAt.getOrDefault(address, now)) + interval;
        if (full - now > capacity) {
            return full - now - capacity;
        }
        fullAt.put(address, full);
        return 0;
    }
}
