package dev.crier.core.source;

import dev.crier.core.Fence;
import dev.crier.core.source.Scheduler.Scheduled;
import dev.crier.core.source.SourceStatus.State;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one configured source going: one run after the other, with a longer wait after each failure in a row, and never two
 * at a time.
 *
 * <p>Confined to the supervisor's context, apart from {@link #status()}.
 */
final class SourceRunner {

    private final SourceDefinition definition;
    private final Optional<BoundSource> source;
    private final Surroundings surroundings;
    private final Timing timing;
    private final Backoff backoff;
    private final StatusReporter reporter;
    private final Logger logger;
    private final Tally tally = new Tally();
    private volatile Standing standing;
    private final Optional<Turn> turn;
    private @Nullable SourceRun run;
    private @Nullable Scheduled restart;
    private Instant runningSince = Instant.MAX;
    private int failures;
    private boolean stopped;
    /** Counts what people asked for, so that what had to wait isn't done once they asked for something else. */
    private int orders;

    /** What {@link SourceStatus} has besides the tally, as one value, so that a reader on any thread sees no mixture. */
    private record Standing(
            State state, String detail, Optional<String> lastError, Optional<Instant> lastErrorTime, int restarts) {

        Standing in(State newState, String newDetail) {
            return new Standing(newState, newDetail, lastError, lastErrorTime, restarts);
        }

        Standing withError(String error, Instant when) {
            return new Standing(state, detail, Optional.of(error), Optional.of(when), restarts);
        }

        Standing restarted() {
            return new Standing(state, detail, lastError, lastErrorTime, restarts + 1);
        }
    }

    /**
     * Makes a runner that does nothing yet.
     *
     * @param source what to run, empty if it can't be
     * @param refusal why it can't, for people
     */
    SourceRunner(SourceDefinition definition, Optional<BoundSource> source, String refusal, Surroundings surroundings) {
        this.definition = definition;
        this.source = source;
        this.surroundings = surroundings;
        this.timing = surroundings.timing();
        this.backoff = new Backoff(
                surroundings.options().backoffMin(), surroundings.options().backoffMax(), timing.random());
        this.reporter =
                new StatusReporter(definition.reports(), surroundings.hub().publishReserved(), timing, this::status);
        this.logger = LoggerFactory.getLogger("dev.crier.source." + definition.name());
        Standing idle = new Standing(State.STOPPED, "", Optional.empty(), Optional.empty(), 0);
        this.turn = source.map(what -> new Turn(what, surroundings, this::turnLost));
        this.standing = source.isPresent()
                ? idle
                : idle.withError(refusal, timing.clock().instant()).in(State.FAILED, refusal);
    }

    /** Begins; a source that can't run only says so. */
    void start() {
        source.ifPresentOrElse(this::start, () -> reporter.changed(surroundings::here));
    }

    /** Begins the first run or the next, once it is this hub's turn. */
    private void start(BoundSource what) {
        if (stopped) {
            return;
        }
        restart = null;
        turn.ifPresent(its -> its.take(fence -> begin(what, fence), why -> become(standing.in(State.STANDBY, why))));
    }

    private void begin(BoundSource what, Fence fence) {
        SourceRun next = new SourceRun(what, fence, surroundings, tally, () -> here(this::healthChanged));
        run = next;
        runningSince = Instant.MAX;
        become(standing.in(State.STARTING, ""));
        next.ended().onComplete(result -> here(() -> ended(next, result)));
        next.start().onSuccess(done -> here(() -> started(next)));
    }

    /** Another hub may run it now: what runs here ends, and waits for its next turn. */
    private void turnLost() {
        SourceRun current = run;
        if (current == null || stopped) {
            return;
        }
        int order = takeOrder();
        become(standing.in(State.STANDBY, "another hub may run it now"));
        current.stop();
        current.gone()
                .onComplete(gone -> here(() -> {
                    if (order == orders) {
                        source.ifPresent(this::start);
                    }
                }));
    }

    private void started(SourceRun which) {
        if (which == run && standing.state == State.STARTING && !which.stopping()) {
            runningSince = timing.clock().instant();
            become(standing.in(State.RUNNING, ""));
            healthChanged();
        }
    }

    private void healthChanged() {
        SourceRun current = run;
        if (current != null && (standing.state == State.RUNNING || standing.state == State.DEGRADED)) {
            Optional<String> news = current.health().concern();
            if (news.isPresent() && !news.get().equals(standing.detail)) {
                tally.failed();
            }
            become(news.map(concern -> standing.withError(
                                    concern, timing.clock().instant())
                            .in(State.DEGRADED, concern))
                    .orElseGet(() -> standing.in(State.RUNNING, "")));
        }
    }

    private void ended(SourceRun which, AsyncResult<Void> result) {
        if (which != run || stopped || which.stopping()) {
            return;
        }
        if (result.succeeded()) {
            logger.info("it has ended by itself");
            become(standing.in(State.STOPPED, "it has ended by itself"));
            which.stop();
            return;
        }
        Instant now = timing.clock().instant();
        boolean stable = runningSince.isBefore(now)
                && !now.isBefore(runningSince.plus(surroundings.options().stableAfter()));
        failures = stable ? 1 : failures + 1;
        tally.failed();
        Duration wait = backoff.after(failures);
        String error = Health.message(result.cause());
        Health.warn(
                logger,
                "it failed (" + failures + " in a row) and starts again in " + Health.seconds(wait),
                result.cause());
        become(standing.withError(error, now)
                .in(State.BACKING_OFF, "starts again in " + Health.seconds(wait) + " after: " + error));
        which.stop().onComplete(done -> here(() -> restartOnceGone(which, wait)));
    }

    private void restartOnceGone(SourceRun which, Duration wait) {
        int order = orders;
        if (stopped) {
            return;
        }
        if (!which.gone().isComplete()) {
            become(standing.in(State.BACKING_OFF, "starts again once this has ended: " + left(which)));
        }
        which.gone()
                .onComplete(gone -> here(() -> {
                    turn.ifPresent(Turn::giveBack); // perhaps it can run on another hub
                    if (order == orders) {
                        restart = timing.scheduler().after(wait, () -> here(() -> restart(order)));
                    }
                }));
    }

    private void restart(int order) {
        if (order == orders) {
            standing = standing.restarted();
            source.ifPresent(this::start);
        }
    }

    // ---- what people ask for

    /**
     * Begins again after it was stopped or has ended, and at once where it would wait for its back-off; changes nothing if it
     * runs, or can't be run. What still goes on of its last run has to end first.
     */
    void startAgain() {
        boolean runs = !stopped
                && (standing.state == State.STARTING
                        || standing.state == State.RUNNING
                        || standing.state == State.DEGRADED
                        || standing.state == State.STANDBY);
        if (source.isEmpty() || runs) {
            return;
        }
        int order = takeOrder();
        stopped = false;
        failures = 0;
        SourceRun last = run;
        if (last == null) {
            start(source.get());
            return;
        }
        become(standing.in(
                State.STARTING, last.gone().isComplete() ? "" : "starts once this has ended: " + left(last)));
        last.gone().onComplete(gone -> here(() -> restart(order)));
    }

    private int takeOrder() {
        if (restart != null) {
            restart.cancel();
            restart = null;
        }
        return ++orders;
    }

    /** Ends it until it is started again; completes within the stop timeout and a little. */
    Future<Void> stop() {
        int order = takeOrder();
        stopped = true;
        SourceRun last = run;
        if (last == null) {
            turn.ifPresent(Turn::giveBack);
            if (standing.state == State.STANDBY) {
                become(standing.in(State.STOPPED, ""));
            }
            return Future.succeededFuture();
        }
        last.gone()
                .onComplete(gone -> here(() -> {
                    if (stopped) {
                        turn.ifPresent(Turn::giveBack);
                    }
                }));
        Promise<Void> done = Promise.promise();
        last.stop()
                .onComplete(end -> here(() -> {
                    if (order == orders) {
                        become(standing.in(
                                State.STOPPED,
                                last.gone().isComplete() ? "" : "still runs after its stop: " + left(last)));
                    }
                    done.complete();
                }));
        return done.future();
    }

    private static String left(SourceRun which) {
        return String.join(", ", which.remaining());
    }

    private void become(Standing next) {
        standing = next;
        reporter.changed(this::here);
    }

    private void here(Runnable task) {
        surroundings.here(task);
    }

    /** How it is doing; safe on any thread. */
    SourceStatus status() {
        Standing now = standing;
        return new SourceStatus(
                definition.name(),
                definition.type(),
                now.state,
                now.detail,
                tally.lastEvent(),
                now.lastError,
                now.lastErrorTime,
                now.restarts,
                tally.errors(),
                tally.blocked(),
                tally.emitted());
    }
}
