package dev.crier.core.source;

import dev.crier.core.Fence;
import dev.crier.core.settings.Settings;
import dev.crier.core.source.Scheduler.Scheduled;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a source: a fresh instance, on a thread of its own, from its start until nothing of it is left.
 *
 * <p>It ends by itself in one way at most, {@link #ended()}: it fails (its start fails or takes too long, something throws,
 * it holds its thread for too long, or it says so), or its blocking loops return. Either way {@link #stop()} cleans up after
 * it, within its timeout whatever the source does. Starting again is the business of whoever made the run.
 *
 * <p>Safe on any thread but those of sources; its futures may complete on any thread.
 */
final class SourceRun {

    static final String THREADS = "crier-source-";

    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(1);

    private final BoundSource source;
    private final Fence fence;
    private final Surroundings surroundings;
    private final SourceOptions options;
    private final Health health;
    private final Logger logger;
    private final InFlight inFlight;
    private final Tally tally;
    private final Emitter emitter;
    private final SourceVerticle verticle;
    private final Promise<String> deployed = Promise.promise();
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();
    private final Promise<Void> gone = Promise.promise();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable RunState state;
    private volatile boolean over;

    SourceRun(BoundSource source, Fence fence, Surroundings surroundings, Tally tally, Runnable healthChanged) {
        this.source = source;
        this.fence = fence;
        this.surroundings = surroundings;
        this.options = surroundings.options();
        this.health = new Health(healthChanged);
        this.logger = LoggerFactory.getLogger("dev.crier.source." + source.name());
        this.inFlight = new InFlight(source.name(), options.maxInFlight(), options.maxInFlightBytes());
        this.tally = tally;
        this.emitter = new Emitter(surroundings, inFlight, tally, fence);
        this.verticle = new SourceVerticle(this, source.type());
    }

    /** Starts it, once; completes when its start has completed, or fails with why it ended. */
    Future<Void> start() {
        Scheduled timeout = timing().scheduler()
                .after(
                        options.startTimeout(),
                        () -> failed(new TimeoutException(
                                "its start has not completed within " + Settings.text(options.startTimeout()))));
        vertx().deployVerticle(verticle, verticle.options()).onComplete(deployed);
        deployed.future().onSuccess(id -> begin()).onFailure(this::failed);
        return started.future().onComplete(result -> timeout.cancel());
    }

    private void begin() {
        RunState ownState = new RunState(this, hub().states().of(source.name(), fence));
        state = ownState;
        SourceContext context = new RunContext(this, emitter, verticle.work(), ownState);
        Watchdog watchdog = new Watchdog(this, verticle.thread());
        ended.future().onComplete(result -> watchdog.stop());
        verticle.startInstance(source.settings(), context)
                .onSuccess(started::tryComplete)
                .onFailure(this::failed);
    }

    /** Completes when its blocking loops have returned, or it was stopped; fails with what it failed with. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Ends it for this cause, unless it has ended already. */
    void failed(Throwable cause) {
        started.tryFail(cause);
        ended.tryFail(cause);
    }

    /** Ends it because there is nothing more to come. */
    void finished() {
        ended.tryComplete();
    }

    /**
     * Stops it, whatever it does; completes when nothing of it is left, or when it was given up: then {@link #remaining()}
     * says what goes on.
     */
    Future<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            deployed.future().onComplete(result -> {
                if (result.succeeded()) {
                    stopGently();
                } else {
                    gone.complete();
                    stopped.complete();
                }
            });
        }
        return stopped.future();
    }

    /** Whether it was told to stop. */
    boolean stopping() {
        return stopping.get();
    }

    private void stopGently() {
        Scheduled late = timing().scheduler().after(options.stopTimeout(), () -> surroundings.here(() -> close(true)));
        Future<Void> instance = verticle.stopInstance()
                .onFailure(cause -> Health.warn(logger, "its stop failed", cause))
                .otherwiseEmpty();
        Future.join(verticle.work().end(), instance)
                .compose(done -> Future.join(inFlight.close(), stateSettled()))
                .onComplete(done -> {
                    late.cancel();
                    surroundings.here(() -> close(false));
                });
    }

    private Future<Void> stateSettled() {
        RunState current = state;
        return current == null ? Future.succeededFuture() : current.settled();
    }

    /** On the supervisor's context: what is asked of Vert.x on the source's own is never answered once that is gone. */
    private void close(boolean late) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        over = true;
        inFlight.close();
        verticle.thread().close();
        started.tryFail(stoppedException());
        ended.tryComplete();
        Future.join(
                        deployed.future().compose(id -> vertx().undeploy(id)),
                        verticle.work().gone())
                .onComplete(result -> {
                    gone.complete();
                    stopped.tryComplete();
                });
        if (late) {
            logger.warn("it didn't stop within {}; its threads are interrupted", Settings.text(options.stopTimeout()));
            verticle.work().interrupt();
            verticle.thread().interrupt();
            timing().scheduler().after(INTERRUPT_GRACE, this::giveUp);
        }
    }

    private void giveUp() {
        if (stopped.tryComplete()) {
            logger.error(
                    "it goes on after its stop and ignores interrupts ({}); it isn't started again before that has ended",
                    String.join(", ", remaining()));
        }
    }

    /** Completes when nothing of it is left; never, if a thread of it never ends. */
    Future<Void> gone() {
        return gone.future();
    }

    /** The threads of it that still run, for people; empty once it is gone. */
    List<String> remaining() {
        return gone.future().isComplete() ? List.of() : verticle.remaining();
    }

    IllegalStateException stoppedException() {
        return new IllegalStateException("the source '" + source.name() + "' was stopped");
    }

    /** What the source asks of the hub: answered on its own thread, refused once the run is over. */
    <T> Future<T> answer(Supplier<Future<T>> question) {
        return over
                ? Future.failedFuture(stoppedException())
                : verticle.thread().here(question.get());
    }

    Tally tally() {
        return tally;
    }

    String name() {
        return source.name();
    }

    Vertx vertx() {
        return surroundings.vertx();
    }

    SourceHub hub() {
        return surroundings.hub();
    }

    SourceOptions options() {
        return options;
    }

    Timing timing() {
        return surroundings.timing();
    }

    Health health() {
        return health;
    }

    Logger logger() {
        return logger;
    }
}
