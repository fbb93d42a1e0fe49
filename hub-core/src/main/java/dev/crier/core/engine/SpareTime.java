package dev.crier.core.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The time of an event loop that live delivery leaves over: catch-ups run in it, in the order they came, for
 * {@value #SLICE_MILLIS} ms at a time. Then the loop reads its sockets and delivers what has come in meanwhile, so that
 * thousands who come back at once don't keep those waiting who stayed.
 *
 * <p>A loop that is busy all the time with what is live comes to it late; then the slice is longer, an eighth of the wait, so
 * that those who come back get through all the same. A task that queues its own continuation would not do: the loop reads no
 * socket before its tasks are done, or a second has passed. Only for that loop.
 */
final class SpareTime {

    static final int SLICE_MILLIS = 2;

    /** As short as a timer can be; with others to serve the loop is back sooner than all of them need. In milliseconds. */
    private static final long PAUSE = 1;

    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);

    /** What part of the time is theirs at least. */
    private static final int SHARE = 8;

    private final EventLoop loop;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean due;
    private long since;

    SpareTime(EventLoop loop) {
        this.loop = loop;
    }

    /** Adds work, which is done in a later turn. */
    void add(Runnable work) {
        waiting.add(work);
        if (!due) {
            since = System.nanoTime();
            loop.run(this::slice);
            due = true;
        }
    }

    /** Whether no work waits. */
    boolean idle() {
        return waiting.isEmpty();
    }

    private void slice() {
        long now = System.nanoTime();
        long end = now + Math.max(SLICE, (now - since) / SHARE);
        try {
            while (!waiting.isEmpty() && System.nanoTime() - end < 0) {
                waiting.remove().run();
            }
        } finally {
            due = false;
            if (!waiting.isEmpty()) {
                since = System.nanoTime();
                loop.later(PAUSE, this::slice);
                due = true;
            }
        }
    }
}
