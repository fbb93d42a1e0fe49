package dev.crier.server;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Work of an event loop that thousands of sockets may ask for at once: {@value #SLICE_MILLIS} ms of it between two looks at the
 * sockets. What is over waits its turn, in the order it came. Only for that loop.
 */
final class SlicedWork {

    static final int SLICE_MILLIS = 2;

    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);

    private final EventLoop loop;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean begun;
    private long since;

    SlicedWork(EventLoop loop) {
        this.loop = loop;
    }

    /** Whether there is time at once; whoever is told so uses it. */
    boolean hasTime() {
        if (!waiting.isEmpty()) {
            return false;
        }
        if (!begun) {
            begin();
        }
        return inTime();
    }

    /** Has work done when there is time. */
    void add(Runnable work) {
        waiting.add(work);
        if (!begun) {
            begin();
        }
    }

    private boolean inTime() {
        return System.nanoTime() - since < SLICE;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
    private void begin() {
        // A loop looks for what is scheduled for this moment once it has been to its sockets.
        loop.schedule(this::nextSlice, 0, TimeUnit.NANOSECONDS);
        begun = true;
        since = System.nanoTime();
    }

    private void nextSlice() {
        begun = false;
        if (waiting.isEmpty()) {
            return;
        }
        begin();
        do {
            waiting.remove().run();
        } while (!waiting.isEmpty() && inTime());
    }
}
