package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.InvalidTopicException;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what arrives for the {@link Sequencer} on the event bus, and answers it. Only for the sequencer's event loop.
 *
 * <p>It takes an {@link EventDraft} and answers with its {@link EventId}, or a {@link JsonObject} {@code {topic, type?, key?,
 * data}} and answers with {@code {id, topic}}; a refusal fails the message with the HTTP status of its reason as the code. A
 * {@link Publisher} sends {@link Submission}s, which are answered with their outcomes.
 */
final class BusIntake {

    /** Gives a draft its place; the future always succeeds, with an outcome. */
    interface Submit {

        /** Submits one whose bytes are reserved; {@code own} is said of the hub's own drafts. */
        Future<PublishOutcome> submit(EventDraft draft, boolean own);
    }

    private final Backlog backlog;
    private final Submit submit;

    BusIntake(Backlog backlog, Submit submit) {
        this.backlog = backlog;
        this.submit = submit;
    }

    /** Takes a message, and answers it as soon as it can. */
    void take(Message<Object> message) {
        Object body = message.body();
        if (body instanceof Submission submission) {
            List<Future<PublishOutcome>> outcomes =
                    new ArrayList<>(submission.drafts().size());
            for (EventDraft draft : submission.drafts()) {
                outcomes.add(submitReserved(draft, submission.own()));
            }
            answer(message, outcomes);
        } else if (body instanceof EventDraft draft) {
            reserveAndSubmit(draft).onSuccess(outcome -> answer(message, outcome, id -> id));
        } else if (body instanceof JsonObject json) {
            onJson(message, json);
        } else {
            message.fail(
                    Reason.INVALID.status(),
                    "send an EventDraft or a JsonObject {topic, type?, key?, data} to " + Sequencer.ADDRESS);
        }
    }

    private static void answer(Message<Object> message, List<Future<PublishOutcome>> outcomes) {
        List<PublishOutcome> known = new ArrayList<>(outcomes.size());
        for (Future<PublishOutcome> outcome : outcomes) {
            if (!outcome.succeeded()) {
                Future.join(outcomes).onComplete(all -> answer(message, outcomes));
                return;
            }
            known.add(outcome.result());
        }
        message.reply(new Submission.Answer(known));
    }

    private void onJson(Message<Object> message, JsonObject json) {
        EventDraft draft;
        try {
            draft = draft(json);
        } catch (PublishException | InvalidTopicException invalid) {
            message.fail(Reason.INVALID.status(), invalid.getMessage());
            return;
        }
        reserveAndSubmit(draft)
                .onSuccess(outcome -> answer(
                        message,
                        outcome,
                        id -> new JsonObject()
                                .put("id", id.toString())
                                .put("topic", draft.topic().path())));
    }

    private static EventDraft draft(JsonObject json) {
        Object data = json.getValue("data");
        if (data == null) {
            throw new PublishException(Reason.INVALID, "an event needs data");
        }
        return EventDraft.of(Topic.of(text(json, "topic")), data instanceof String text ? text : Json.encode(data))
                .withType(text(json, "type"))
                .withKey(text(json, "key"));
    }

    private static String text(JsonObject json, String name) {
        Object value = json.getValue(name, "");
        if (value instanceof String text) {
            return text;
        }
        throw new PublishException(Reason.INVALID, "the member '" + name + "' must be a string, not " + value);
    }

    private static void answer(Message<Object> message, PublishOutcome outcome, Function<EventId, Object> reply) {
        if (outcome instanceof PublishOutcome.Accepted accepted) {
            message.reply(reply.apply(accepted.id()));
        } else if (outcome instanceof PublishOutcome.Refused refused) {
            message.fail(
                    refused.cause().reason().status(),
                    String.valueOf(refused.cause().getMessage()));
        }
    }

    /** For drafts that came past a {@link Publisher}: nobody has reserved their bytes yet. */
    private Future<PublishOutcome> reserveAndSubmit(EventDraft draft) {
        return backlog.tryReserve(Sequencer.bytes(draft), 1)
                ? submitReserved(draft, false)
                : Future.succeededFuture(new PublishOutcome.Refused(Sequencer.overloaded()));
    }

    /** A reservation lasts until its draft has an outcome, whether or not the publisher still waits for it. */
    private Future<PublishOutcome> submitReserved(EventDraft draft, boolean own) {
        Future<PublishOutcome> outcome = submit.submit(draft, own);
        if (outcome.succeeded()) {
            backlog.release(Sequencer.bytes(draft));
            return outcome;
        }
        return outcome.onComplete(done -> backlog.release(Sequencer.bytes(draft)));
    }
}
