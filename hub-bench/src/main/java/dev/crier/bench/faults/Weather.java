package dev.crier.bench.faults;

import java.util.Random;

/**
 * What becomes of one connection through a {@link Proxy}.
 *
 * @param cutAfter the bytes from the hub after which it ends
 * @param ending how it ends
 * @param delayMillis how much later everything arrives
 * @param bytesPerTurn how much passes in a turn of the proxy, some milliseconds
 */
record Weather(long cutAfter, Ending ending, int delayMillis, int bytesPerTurn) {

    /** How a connection ends. */
    enum Ending {
        /** Both sides see an end. */
        CLOSE,
        /** Both sides see a reset. */
        RESET,
        /** The hub sees an end of what it reads, while its client still listens. */
        HALF_CLOSE
    }

    /** Nothing becomes of it. */
    static final Weather FAIR = new Weather(Long.MAX_VALUE, Ending.CLOSE, 0, Integer.MAX_VALUE);

    /** A line that goes on, and is slow now and then. */
    static Weather slow(Random random) {
        int delay = random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 0;
        return new Weather(Long.MAX_VALUE, Ending.CLOSE, delay, Integer.MAX_VALUE);
    }

    /** A line that breaks off within some KiB, some of them slow. */
    static Weather foul(Random random) {
        return new Weather(
                1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 200_000),
                Ending.values()[random.nextInt(3)],
                random.nextInt(3) == 0 ? 1 + random.nextInt(80) : 0,
                random.nextInt(6) == 0 ? 200 + random.nextInt(4_000) : Integer.MAX_VALUE);
    }
}
