package dev.crier.testkit;

import dev.crier.core.spi.EventLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract of {@link EventLog} as tests, each named after the rule that it checks: extend this class, say how your log is
 * opened, and run it as a JUnit test.
 *
 * <pre>{@code
 * class PaperTapeLogTest extends EventLogContract {
 *     protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
 *         return new PaperTapeLog(vertx, tape, bounds.retention(), clock);
 *     }
 * }
 * }</pre>
 *
 * <p>JUnit makes one instance for all tests of the class, and one Vert.x. What a log can't do is said by the methods that may
 * be overridden; the rules that don't apply are then skipped, and shown as skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EventLogContract
        implements ContractBed,
                PlaceRules,
                TailRules,
                ReadRules,
                RetentionRules,
                RepeatRules,
                LifeRules,
                FenceRules,
                ModelRules {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<DrivenLog> opened = new ArrayList<>();
    private @Nullable Vertx vertx;
    private MovableClock clock = new MovableClock(START);

    // ---- what the author of a log says

    /**
     * Makes a log that isn't started. The second one within one test continues the history of the first, if the log is
     * durable; {@link #wipe} comes before each test.
     *
     * @param bounds how much it keeps, at the least
     * @param clock what time it is; see {@link #timedByClock}
     */
    protected abstract EventLog create(Vertx vertx, LogBounds bounds, Clock clock) throws Exception;

    /** Throws the history away, so that the next log begins with nothing. Nothing to do for one that forgets when closed. */
    protected void wipe() throws Exception {}

    /** Ends a log as a killed process or a cut cable would; by default it is closed. Asked only of durable logs. */
    protected Future<Void> crash(EventLog log) {
        return log.close();
    }

    /** Has a log do now what it else does from time to time, evicting what is too old for instance. */
    protected Future<Void> housekeeping(EventLog log) {
        return Future.succeededFuture();
    }

    /** Whether the history survives a close and a crash; false by default. */
    @Override
    public boolean durable() {
        return false;
    }

    /** Whether the log tells time by the clock it was given; true by default. */
    @Override
    public boolean timedByClock() {
        return true;
    }

    // ---- for the rules

    @Override
    public final MovableClock clock() {
        return clock;
    }

    @Override
    public final DrivenLog open(LogBounds bounds) {
        DrivenLog log = unstarted(bounds);
        log.start();
        return log;
    }

    @Override
    public final DrivenLog unstarted(LogBounds bounds) {
        Vertx running = Objects.requireNonNull(vertx);
        EventLog log;
        try {
            log = create(running, bounds, clock);
        } catch (Exception failed) {
            throw new IllegalStateException("the log could not be made", failed);
        }
        Place place = new Place();
        DrivenLog.await(running.deployVerticle(place));
        DrivenLog driven = new DrivenLog(log, place.context());
        opened.add(driven);
        return driven;
    }

    @Override
    public final DrivenLog reopenAfterCrash(DrivenLog log, LogBounds bounds) {
        opened.remove(log);
        log.crash(() -> crash(log.log()));
        return open(bounds);
    }

    @Override
    public final Future<Void> housekeeping(DrivenLog log) {
        return housekeeping(log.log());
    }

    // ---- around the tests

    @BeforeAll
    final void openVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    final void closeVertx() {
        DrivenLog.await(Objects.requireNonNull(vertx).close());
    }

    @Override
    @BeforeEach
    public final void beginAnew() {
        closeLogs();
        clock = new MovableClock(START.plus(Duration.ofMillis(1)));
        try {
            wipe();
        } catch (Exception failed) {
            throw new IllegalStateException("the history could not be thrown away", failed);
        }
    }

    @AfterEach
    final void closeLogs() {
        opened.forEach(log -> DrivenLog.await(log.log().close().otherwiseEmpty()));
        opened.clear();
    }

    /** Gives a log a context of its own. */
    private static final class Place extends VerticleBase {

        Context context() {
            return context;
        }
    }
}
