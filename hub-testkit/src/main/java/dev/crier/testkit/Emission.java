package dev.crier.testkit;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a source handed to its context in one call.
 *
 * @param drafts one, or a batch
 * @param answer what its context said to that
 * @param blocking whether a loop waits for that on its thread, as the hub has it do
 */
record Emission(List<EventDraft> drafts, Future<?> answer, boolean blocking) {

    /** An event without its place and its time, so that what was handed in can be found again. */
    record Content(Topic topic, String type, String key, String data) {

        static Content of(EventDraft draft) {
            return new Content(draft.topic(), draft.type(), draft.key(), draft.data());
        }

        static Content of(Event event) {
            return new Content(event.topic(), event.type(), event.key(), event.data());
        }
    }

    Emission {
        drafts = List.copyOf(drafts);
    }

    boolean unanswered() {
        return !answer.isComplete();
    }

    /** Whether it failed for one of these reasons. */
    boolean refusedFor(Set<Reason> reasons) {
        return refusal().filter(refusal -> reasons.contains(refusal.reason())).isPresent();
    }

    Optional<PublishException> refusal() {
        return answer.failed() && answer.cause() instanceof PublishException refusal
                ? Optional.of(refusal)
                : Optional.empty();
    }

    List<Content> contents() {
        return drafts.stream().map(Content::of).toList();
    }
}
