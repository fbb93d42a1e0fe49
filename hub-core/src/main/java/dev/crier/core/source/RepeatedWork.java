package dev.crier.core.source;

import dev.crier.core.source.Scheduler.Scheduled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Work that a source does again and again: one run after the other, never two at a time, less often after failures.
 *
 * <p>Confined to the source's context, apart from {@link #cancel()}. A run that throws counts as one whose future fails.
 */
final class RepeatedWork {

    /** The longest wait after failures, unless the work's own wait is longer. */
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(100);

    private final Supplier<Future<Duration>> work;
    private final SourceThread thread;
    private final Timing timing;
    private final Health health;
    private final Logger logger;
    private int failures;
    private Duration usualWait;
    private String lastLogged = "";
    private volatile boolean cancelled;
    private volatile @Nullable Scheduled next;

    /**
     * Makes the work without starting it.
     *
     * @param work one run; its future gives the wait until the next
     * @param usualWait what its back-off doubles from, until a run has asked for a longer wait
     */
    RepeatedWork(
            Supplier<Future<Duration>> work,
            Duration usualWait,
            SourceThread thread,
            Timing timing,
            Health health,
            Logger logger) {
        this.work = work;
        this.usualWait = usualWait;
        this.thread = thread;
        this.timing = timing;
        this.health = health;
        this.logger = logger;
    }

    /** Begins the first run, or the next. */
    void run() {
        if (cancelled) {
            return;
        }
        Future<Duration> run;
        try {
            run = Objects.requireNonNull(work.get(), "the work returned no future");
        } catch (Throwable thrown) {
            run = Future.failedFuture(thrown);
        }
        run.onComplete(result -> thread.execute(() -> ended(result)));
    }

    private void ended(AsyncResult<Duration> result) {
        if (cancelled) {
            return;
        }
        Duration wait;
        if (result.succeeded() && result.result() != null) {
            failures = 0;
            lastLogged = "";
            wait = result.result();
            usualWait = max(usualWait, wait);
            health.clear(this);
        } else {
            failures++;
            wait = backoff();
            Throwable cause = result.succeeded()
                    ? new NullPointerException("a run gave no wait until the next one")
                    : result.cause();
            String next = "a run failed (" + failures + " in a row); the next is in " + Health.seconds(wait);
            log(next, cause);
            health.raise(this, next + ": " + Health.message(cause));
        }
        next = timing.scheduler().after(wait, () -> thread.execute(this::run));
        if (cancelled) {
            cancel();
        }
    }

    /** What goes on failing for the same reason is said less and less often: at the 1st, 2nd, 4th, 8th time. */
    private void log(String what, Throwable cause) {
        String reason = Health.message(cause);
        if (Integer.bitCount(failures) == 1 || !reason.equals(lastLogged)) {
            lastLogged = reason;
            Health.warn(logger, what, cause);
        }
    }

    private Duration backoff() {
        Duration least = max(usualWait, SHORTEST_BACKOFF);
        return new Backoff(least, max(least, LONGEST_BACKOFF), timing.random()).after(failures);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** Ends the repetition; a run that has begun isn't interrupted. Safe on any thread. */
    void cancel() {
        cancelled = true;
        Scheduled scheduled = next;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
