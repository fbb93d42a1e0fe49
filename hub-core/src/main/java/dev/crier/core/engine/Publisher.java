package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;

/**
 * The way in for sources and HTTP publishers: sends drafts over the event bus to the sequencer and answers with their ids.
 *
 * <p>Safe on any thread; drafts published from one context keep their order. What waits for the log is bounded in bytes over
 * all publishers: beyond the bound a publish is refused with {@code OVERLOADED}, and nothing was stored.
 */
public final class Publisher {

    /** After this long without an answer a publish fails; it may have been stored. In milliseconds. */
    private static final long ANSWER_TIMEOUT = 30_000;

    private final EventBus bus;
    private final Backlog backlog;
    private final boolean own;
    private final DeliveryOptions options =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(ANSWER_TIMEOUT);

    Publisher(EventBus bus, Backlog backlog, boolean own) {
        this.bus = bus;
        this.backlog = backlog;
        this.own = own;
    }

    /**
     * Publishes an event.
     *
     * @return its id; fails with a {@link PublishException}
     */
    public Future<EventId> publish(EventDraft draft) {
        return publishAll(List.of(draft)).compose(outcomes -> {
            PublishOutcome outcome = outcomes.get(0);
            if (outcome instanceof PublishOutcome.Accepted accepted) {
                return Future.succeededFuture(accepted.id());
            }
            return Future.failedFuture(((PublishOutcome.Refused) outcome).cause());
        });
    }

    /**
     * Publishes a batch in its order; what is refused is refused alone.
     *
     * @return one outcome for each draft, in their order; fails with a {@link PublishException} if the batch as a whole was
     *     refused or its answer was lost
     */
    public Future<List<PublishOutcome>> publishAll(List<EventDraft> drafts) {
        if (drafts.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return backlog.tryReserve(bytes(drafts), drafts.size())
                ? send(drafts)
                : Future.failedFuture(Sequencer.overloaded());
    }

    /** Takes a draft's share of what may wait for the log; false if it is used up. */
    boolean tryReserve(EventDraft draft) {
        return backlog.tryReserve(Sequencer.bytes(draft), 1);
    }

    /** Publishes drafts that have their share each, as {@link #publishAll} does. */
    Future<List<PublishOutcome>> send(List<EventDraft> drafts) {
        return bus.<Submission.Answer>request(Sequencer.ADDRESS, new Submission(drafts, own), options)
                .transform(answer -> {
                    if (answer.succeeded()) {
                        return Future.succeededFuture(answer.result().body().outcomes());
                    }
                    if (unheard(answer.cause())) {
                        backlog.release(bytes(drafts)); // else the sequencer does, draft by draft
                    }
                    return Future.failedFuture(unanswered(answer.cause()));
                });
    }

    private static long bytes(List<EventDraft> drafts) {
        long bytes = 0;
        for (EventDraft draft : drafts) {
            bytes += Sequencer.bytes(draft);
        }
        return bytes;
    }

    private static boolean unheard(Throwable cause) {
        return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private static PublishException unanswered(Throwable cause) {
        if (unheard(cause)) {
            return new PublishException(Reason.OVERLOADED, "the hub isn't running or is stopping; nothing was stored");
        }
        if (cause instanceof ReplyException) {
            return new PublishException(
                    Reason.UNAVAILABLE,
                    "the log did not answer in time; the event may have been stored, so repeat it under the same"
                            + " idempotency key",
                    cause);
        }
        return new PublishException(
                Reason.UNAVAILABLE, "the hub could not take the event: " + cause.getMessage(), cause);
    }
}
