package dev.crier.core.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound on all that waits for the log, in bytes, whoever sent it: what exceeds it is refused, not queued. Safe on any
 * thread.
 */
final class Backlog {

    private final long limit;
    private final IntakeTally tally;
    private final AtomicLong waiting = new AtomicLong();

    Backlog(long limit, IntakeTally tally) {
        this.limit = limit;
        this.tally = tally;
    }

    /** Takes a share of the bound; false, and nothing taken, if it is used up. One alone always fits. */
    boolean tryReserve(long bytes, int events) {
        long before = waiting.getAndAdd(bytes);
        if (before > 0 && before + bytes > limit) {
            waiting.addAndGet(-bytes);
            tally.turnedAway(events);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        waiting.addAndGet(-bytes);
    }

    long waiting() {
        return waiting.get();
    }
}
