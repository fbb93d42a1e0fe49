package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * The way in for many publishers on one event loop: what they publish one by one in the same turn of the loop crosses the
 * bus as one message, at the turn's end, in its order.
 *
 * <p>Only for its event loop. Each draft is taken or refused alone, as {@link Publisher#publish} does it; all of a turn are
 * answered when the last of them has its outcome.
 */
public final class TurnPublisher {

    private final Publisher publisher;
    private final EventLoop loop;
    private List<EventDraft> drafts = new ArrayList<>();
    private List<Promise<EventId>> promises = new ArrayList<>();

    TurnPublisher(Publisher publisher, EventLoop loop) {
        this.publisher = publisher;
        this.loop = loop;
    }

    /**
     * Publishes an event.
     *
     * @return its id; fails with a {@link PublishException}
     */
    public Future<EventId> publish(EventDraft draft) {
        if (!publisher.tryReserve(draft)) {
            return Future.failedFuture(Sequencer.overloaded());
        }
        if (drafts.isEmpty()) {
            loop.run(this::send);
        }
        Promise<EventId> promise = Promise.promise();
        drafts.add(draft);
        promises.add(promise);
        return promise.future();
    }

    private void send() {
        List<EventDraft> sent = drafts;
        List<Promise<EventId>> waiting = promises;
        drafts = new ArrayList<>(sent.size());
        promises = new ArrayList<>(sent.size());
        publisher
                .send(sent)
                .onComplete(outcomes -> answer(waiting, outcomes), cause -> waiting.forEach(one -> one.fail(cause)));
    }

    private static void answer(List<Promise<EventId>> waiting, List<PublishOutcome> outcomes) {
        for (int i = 0; i < waiting.size(); i++) {
            Promise<EventId> one = waiting.get(i);
            if (outcomes.get(i) instanceof PublishOutcome.Accepted accepted) {
                one.complete(accepted.id());
            } else {
                one.fail(((PublishOutcome.Refused) outcomes.get(i)).cause());
            }
        }
    }
}
