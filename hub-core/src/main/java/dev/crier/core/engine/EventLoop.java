package dev.crier.core.engine;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * One event loop: runs work on it now or later. {@link #run} may be called on any thread, the rest only on the loop.
 *
 * @param vertx whose loop
 * @param context a context on it
 */
record EventLoop(Vertx vertx, Context context) {

    /** Runs in a later turn. */
    void run(Runnable work) {
        context.runOnContext(nothing -> work.run());
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
