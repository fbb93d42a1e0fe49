package dev.crier.bench;

import java.util.concurrent.TimeUnit;

/** How fast the bench publishes. */
sealed interface Pace {

    /** The next as soon as one was answered. */
    record AsAccepted() implements Pace {}

    /**
     * The next as soon as fewer than so many events are on their way to some of their subscribers.
     *
     * @param events how many may be on their way
     */
    record Window(int events) implements Pace {}

    /**
     * So many events a second, whatever the server does: an open loop. Each event is due at a moment that the server can't
     * put off, and its latency counts from there. So a server that stalls is charged for all that should have been sent
     * meanwhile, and not for the one event alone that happened to wait (that mistake is called coordinated omission).
     *
     * @param events events a second
     */
    record Rate(double events) implements Pace {

        /**
         * When an event is due.
         *
         * @param start when the first one was
         * @param before how many events are due before it
         */
        long due(long start, long before) {
            return start + (long) (before / events * TimeUnit.SECONDS.toNanos(1));
        }
    }
}
