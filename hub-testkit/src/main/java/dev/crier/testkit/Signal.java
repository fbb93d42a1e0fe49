package dev.crier.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Wakes the test when something happens that it waits for. Safe on any thread. */
final class Signal {

    /** What isn't told here is looked for this often, in milliseconds. */
    private static final long LOOK = 10;

    synchronized void happened() {
        notifyAll();
    }

    /** Waits until it is so, at most so long; whether it is. */
    synchronized boolean await(BooleanSupplier so, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        while (!so.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(Math.min(left, LOOK));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", interrupted);
            }
        }
        return true;
    }
}
