package dev.crier.server;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time that a graceful stop may take, counted from when this was made. Safe on any thread. */
final class Grace {

    private static final long LEAST_MILLIS = 50;

    private final Vertx vertx;
    private final long end;

    Grace(Vertx vertx, Duration time) {
        this.vertx = vertx;
        this.end = System.nanoTime() + time.toNanos();
    }

    /** A part of the time that is left, at least a moment: all of it, the half, a third and so on. */
    Duration share(int parts) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        return Duration.ofMillis(Math.max(LEAST_MILLIS, left / parts));
    }

    /** Completes with the work, whatever became of it, or without it when the time is up. */
    Future<Void> within(Duration time, Future<Void> work) {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(time.toMillis(), late -> over.tryComplete());
        work.onComplete(done -> {
            vertx.cancelTimer(timer);
            over.tryComplete();
        });
        return over.future();
    }
}
