package dev.crier.core.source;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Runs something later: the seam at which a test puts time that it moves itself.
 *
 * <p>Safe on any thread. A task may run on any thread, must be quick and must not throw.
 */
@FunctionalInterface
public interface Scheduler {

    /**
     * Runs a task once.
     *
     * @param delay how long from now; zero or less is as soon as possible
     */
    Scheduled after(Duration delay, Runnable task);

    /** A scheduler on Vert.x' timers, in milliseconds' precision, never early. */
    static Scheduler of(Vertx vertx) {
        return (delay, task) -> {
            long millis = Math.max(1, delay.plusNanos(999_999).toMillis());
            long timer = vertx.setTimer(millis, id -> task.run());
            return () -> vertx.cancelTimer(timer);
        };
    }

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {

        /** Forgets the task, unless it has begun; harmless when repeated. */
        void cancel();
    }
}
