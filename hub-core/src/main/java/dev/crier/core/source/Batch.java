package dev.crier.core.source;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One {@code emitAll}: sends drafts in their order, each as soon as there is a place for it, until one fails.
 *
 * <p>Whichever thread grants a place sends the next; a counter of steps due makes sure that only one thread sends at a time,
 * and that no stack grows with the batch.
 */
final class Batch {

    private final Emitter emitter;
    private final List<EventDraft> drafts;
    private final AtomicReferenceArray<EventId> ids;
    private final AtomicInteger missing;
    private final AtomicInteger due = new AtomicInteger();
    private final Promise<List<EventId>> all = Promise.promise();
    private int next;

    Batch(Emitter emitter, List<EventDraft> drafts) {
        this.emitter = emitter;
        this.drafts = List.copyOf(drafts);
        this.ids = new AtomicReferenceArray<>(drafts.size());
        this.missing = new AtomicInteger(drafts.size());
    }

    Future<List<EventId>> emit() {
        if (drafts.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        step();
        return all.future();
    }

    private void step() {
        if (due.getAndIncrement() > 0) {
            return;
        }
        do {
            if (next < drafts.size() && !all.future().isComplete()) {
                EventDraft draft = drafts.get(next);
                emitter.place(draft).onSuccess(place -> send(draft)).onFailure(all::tryFail);
            }
        } while (due.decrementAndGet() > 0);
    }

    private void send(EventDraft draft) {
        if (all.future().isComplete()) {
            emitter.giveBack(draft);
            return;
        }
        int index = next++;
        emitter.send(draft, all::tryFail).onSuccess(id -> {
            ids.set(index, id);
            if (missing.decrementAndGet() == 0) {
                all.tryComplete(ids());
            }
        });
        step();
    }

    private List<EventId> ids() {
        EventId[] result = new EventId[ids.length()];
        Arrays.setAll(result, ids::get);
        return List.of(result);
    }
}
