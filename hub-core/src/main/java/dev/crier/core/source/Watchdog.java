package dev.crier.core.source;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;

/**
 * Notices a source that holds its thread: it puts a mark behind whatever the thread does and looks how long it stays there.
 *
 * <p>By real time, whatever clock the source has: a blocked thread is blocked in real time. Its state is confined to the
 * context that started it, which must not be the source's; {@code answered} is set on the source's thread.
 */
final class Watchdog {

    private final SourceThread thread;
    private final Health health;
    private final Logger logger;
    private final Duration blockedAfter;
    private final Duration stuckAfter;
    private final long timer;
    private final Vertx vertx;
    private final SourceRun run;
    private volatile boolean answered = true;
    private long askedAt;
    private long lookedAt;
    private boolean reported;

    Watchdog(SourceRun run, SourceThread thread) {
        this.run = run;
        this.thread = thread;
        this.health = run.health();
        this.logger = run.logger();
        this.blockedAfter = run.options().blockedAfter();
        this.stuckAfter = run.options().stuckAfter();
        this.vertx = run.vertx();
        this.timer = vertx.setPeriodic(Math.max(1, blockedAfter.toMillis() / 4), id -> look());
    }

    private void look() {
        long now = System.nanoTime();
        if (answered) {
            if (reported) {
                reported = false;
                health.clear(this);
                logger.info("its thread is free again");
            }
            answered = false;
            askedAt = now;
            thread.execute(() -> answered = true);
            return;
        }
        Duration held = Duration.ofNanos(now - askedAt);
        if (held.compareTo(stuckAfter) > 0) {
            stop();
            run.failed(new TimeoutException(
                    "it held its " + thread.where() + " for " + TimeUnit.NANOSECONDS.toSeconds(held.toNanos()) + " s"));
        } else if (held.compareTo(blockedAfter) > 0 && !reported) {
            reported = true;
            String where = thread.where();
            health.raise(this, "it blocks its " + where + "; what blocks belongs into SourceContext.blocking");
            logger.warn("it blocks its {}; what blocks belongs into SourceContext.blocking", where);
            run.tally().blocked(held.toNanos());
        } else if (reported) {
            run.tally().blocked(now - lookedAt);
        }
        lookedAt = now;
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
