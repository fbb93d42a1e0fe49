package dev.crier.server;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long clients are told to wait before they come back: never all the same, so that those whom one event cut off don't
 * come back in one moment. Safe on any thread if its generator is.
 */
final class ReconnectDelay {

    /** How many clients may come back in one second after the hub ended their streams. */
    private static final int CLIENTS_PER_SECOND = 1_000;

    private final long base;
    private final RandomGenerator random;

    /**
     * Makes delays.
     *
     * @param base the shortest
     */
    ReconnectDelay(Duration base, RandomGenerator random) {
        this.base = Math.max(1, base.toMillis());
        this.random = random;
    }

    /** For a stream that begins: the base and up to half of it more. */
    Duration usual() {
        return Duration.ofMillis(base + random.nextLong(base / 2 + 1));
    }

    /**
     * For a stream that the hub ends, together with others: spread so widely that they can be served when they come back,
     * and over the base at least.
     *
     * @param streams how many end
     */
    Duration farewell(long streams) {
        long spread = Math.max(base, 1_000L * streams / CLIENTS_PER_SECOND);
        return Duration.ofMillis(base + random.nextLong(spread + 1));
    }
}
