package dev.crier.core.engine;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One event loop: runs work on it now or later. {@link #run} may be called on any thread, the rest only on the loop.
 *
 * @param vertx whose loop
 * @param context a context on it
 */
record EventLoop(Vertx vertx, Context context) {

    /** Runs after all that waits to be run; the loop may not have come to its sockets by then. */
    void run(Runnable work) {
        context.runOnContext(nothing -> work.run());
    }

    /**
     * Runs after the loop has looked at its sockets once more, so that long work in slices holds nobody up.
     *
     * <p>A task that queues its own continuation does not: a loop goes on with its tasks until there are none, or a second has
     * passed. What is scheduled for this moment, though, it only looks for after its sockets. Vert.x has timers from 1 ms on, so
     * this goes to Netty's loop; a context without one gets {@link #run}.
     */
    void afterSockets(Runnable work) {
        if (context instanceof ContextInternal internal) {
            Future<?> unused = internal.nettyEventLoop().schedule(() -> run(work), 0, TimeUnit.NANOSECONDS);
        } else {
            run(work);
        }
    }

    /** Runs after some milliseconds. */
    void later(long milliseconds, Runnable work) {
        vertx.setTimer(milliseconds, timer -> work.run());
    }

    /** A time that only grows, in milliseconds. */
    long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
