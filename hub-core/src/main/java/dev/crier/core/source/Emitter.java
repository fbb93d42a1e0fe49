package dev.crier.core.source;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Fence;
import dev.crier.core.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The way of one run's events into the hub, with a bounded number in flight.
 *
 * <p>Safe on any thread; what one thread emits keeps its order. Futures complete on any thread: the context brings them
 * home.
 */
final class Emitter {

    private static final Duration OVERLOAD_MIN = Duration.ofMillis(50);
    private static final Duration OVERLOAD_MAX = Duration.ofSeconds(2);

    private final Surroundings surroundings;
    private final InFlight inFlight;
    private final Timing timing;
    private final Tally tally;
    private final Fence fence;

    /**
     * Makes one.
     *
     * @param fence the lease by which the source is the only one that runs
     */
    Emitter(Surroundings surroundings, InFlight inFlight, Tally tally, Fence fence) {
        this.fence = fence;
        this.surroundings = surroundings;
        this.inFlight = inFlight;
        this.timing = surroundings.timing();
        this.tally = tally;
    }

    /** Emits if there is a place. */
    Future<EventId> emit(EventDraft draft) {
        long size = size(draft);
        return inFlight.tryTake(size) ? send(draft, size, unheard -> {}) : Future.failedFuture(inFlight.refusal());
    }

    /** Emits all, waiting for places. */
    Future<List<EventId>> emitAll(List<EventDraft> drafts) {
        return new Batch(this, drafts).emit();
    }

    /** Emits once there is a place; again, later, as long as the hub has none. Waits for the id. */
    EventId emitAndWait(EventDraft draft) throws InterruptedException {
        long size = size(draft);
        Backoff backoff = new Backoff(OVERLOAD_MIN, OVERLOAD_MAX, timing.random());
        for (int refusals = 1; ; refusals++) {
            place(size);
            try {
                return await(send(draft, size, unheard -> {}));
            } catch (PublishException refused) {
                if (!refused.reason().temporary()) {
                    throw refused;
                }
                Promise<Void> later = Promise.promise();
                timing.scheduler().after(backoff.after(refusals), later::complete);
                await(later.future());
            }
        }
    }

    private void place(long size) throws InterruptedException {
        Future<Void> granted = inFlight.take(size);
        try {
            await(granted);
        } catch (IllegalStateException stopped) {
            throw new InterruptedException(stopped.getMessage());
        } catch (InterruptedException interrupted) {
            granted.onSuccess(unused -> inFlight.release(size));
            throw interrupted;
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new PublishException(PublishException.Reason.UNAVAILABLE, "publishing failed: " + e.getCause(), e);
        }
    }

    /** Waits for a place. */
    Future<Void> place(EventDraft draft) {
        return inFlight.take(size(draft));
    }

    /** Gives a place back that is not needed after all. */
    void giveBack(EventDraft draft) {
        inFlight.release(size(draft));
    }

    /**
     * Emits on a place that was taken.
     *
     * @param failed hears of a failure before the place is handed on
     */
    Future<EventId> send(EventDraft draft, Consumer<Throwable> failed) {
        return send(draft, size(draft), failed);
    }

    private Future<EventId> send(EventDraft draft, long size, Consumer<Throwable> failed) {
        Promise<EventId> answer = Promise.promise();
        surroundings.here(() -> publish(draft).onComplete(result -> {
            if (result.succeeded()) {
                tally.accepted(timing.clock().instant());
            } else {
                failed.accept(result.cause());
            }
            inFlight.release(size);
            answer.handle(result);
        }));
        return answer.future();
    }

    /** On the supervisor's context, so that the hub never waits for a source's thread to take its own answer. */
    private Future<EventId> publish(EventDraft draft) {
        try {
            return surroundings.hub().publish().apply(draft.withFence(fence));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static long size(EventDraft draft) {
        return Event.of(draft, Instant.EPOCH).cost();
    }
}
