package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.InvalidTopicException;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Tail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one writer: takes drafts off the event bus, has the log give each its place, and puts what the log hands back into the
 * window.
 *
 * <p>One instance on one event loop; log, window and this class share it, which is what makes the order total. It never
 * waits: while the window is full of what some event loop has not passed yet, drafts queue here, within the backlog's bound.
 *
 * <p>On the bus ({@link #ADDRESS}) it takes an {@link EventDraft} and answers with its {@link EventId}, or a
 * {@link JsonObject} {@code {topic, type?, key?, data}} and answers with {@code {id, topic}}; a refusal fails the message
 * with the HTTP status of its reason as the code.
 */
final class Sequencer extends VerticleBase {

    /** The address on the event bus that takes events. */
    static final String ADDRESS = "crier.publish";

    private record Scope(Topic topic, IdempotencyKey key) {}

    private record InFlight(EventDraft draft, Future<Appended> answer) {}

    private record Waiting(EventDraft draft, Promise<PublishOutcome> outcome) {}

    private final EventLog log;
    private final Window window;
    private final Backlog backlog;
    private final int eventBytes;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Scope, InFlight> inFlight = new HashMap<>();
    private @Nullable MessageConsumer<Object> consumer;
    /** Whether a message is being taken: the event loops are woken once, after all of its events. */
    private boolean inTurn;

    private volatile boolean starved;
    private volatile LogState state = LogState.unavailable("the log is not open yet");

    Sequencer(EventLog log, Window window, Backlog backlog, int eventBytes) {
        this.log = log;
        this.window = window;
        this.backlog = backlog;
        this.eventBytes = eventBytes;
    }

    /** What a draft costs while it waits, in bytes. */
    static long bytes(EventDraft draft) {
        return (long) Event.OVERHEAD + draft.dataBytes();
    }

    static PublishException overloaded() {
        return new PublishException(
                Reason.OVERLOADED, "too much waits for the log; nothing was stored, try again in a moment");
    }

    /** Whether the log can append now. Safe on any thread. */
    LogState state() {
        return state;
    }

    @Override
    public Future<?> start() {
        return log.start(new WindowTail()).map(lineage -> {
            window.open(lineage);
            state = LogState.AVAILABLE;
            consumer = vertx.eventBus().localConsumer(ADDRESS, this::onMessage);
            return lineage;
        });
    }

    @Override
    public Future<?> stop() {
        Future<Void> deaf = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return deaf.eventually(() -> {
            while (!waiting.isEmpty()) {
                waiting.remove().outcome().complete(new PublishOutcome.Refused(overloaded()));
            }
            return log.close();
        });
    }

    // ---- in: from the bus to the log

    private void onMessage(Message<Object> message) {
        inTurn = true;
        try {
            take(message);
        } finally {
            inTurn = false;
            window.signal();
        }
    }

    private void take(Message<Object> message) {
        Object body = message.body();
        if (body instanceof Submission submission) {
            List<Future<PublishOutcome>> outcomes =
                    new ArrayList<>(submission.drafts().size());
            for (EventDraft draft : submission.drafts()) {
                outcomes.add(submit(draft, submission.own()));
            }
            Future.join(outcomes)
                    .onComplete(joined -> message.reply(new Submission.Answer(
                            outcomes.stream().map(Future::result).toList())));
        } else if (body instanceof EventDraft draft) {
            reserveAndSubmit(draft).onSuccess(outcome -> answer(message, outcome, id -> id));
        } else if (body instanceof JsonObject json) {
            onJson(message, json);
        } else {
            message.fail(
                    Reason.INVALID.status(),
                    "send an EventDraft or a JsonObject {topic, type?, key?, data} to " + ADDRESS);
        }
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
        long bytes = bytes(draft);
        if (!backlog.tryReserve(bytes)) {
            return Future.succeededFuture(new PublishOutcome.Refused(overloaded()));
        }
        return submit(draft, false).onComplete(done -> backlog.release(bytes));
    }

    /** One draft whose bytes are reserved; the future always succeeds, with an outcome. */
    private Future<PublishOutcome> submit(EventDraft draft, boolean own) {
        if (draft.topic().reserved() && !own) {
            return refuse(
                    Reason.FORBIDDEN, "the topic '" + draft.topic() + "' is the hub's own; publish on another one");
        }
        if (draft.dataBytes() > eventBytes) {
            return refuse(
                    Reason.TOO_LARGE,
                    "the data has " + draft.dataBytes() + " bytes; at most " + eventBytes + " are allowed");
        }
        if (waiting.isEmpty() && !window.full()) {
            return append(draft);
        }
        Promise<PublishOutcome> outcome = Promise.promise();
        waiting.add(new Waiting(draft, outcome));
        pump();
        return outcome.future();
    }

    private static Future<PublishOutcome> refuse(Reason reason, String message) {
        return Future.succeededFuture(new PublishOutcome.Refused(new PublishException(reason, message)));
    }

    /** Appends what waits, as far as the window has room. */
    private void pump() {
        while (!waiting.isEmpty()) {
            if (window.full()) {
                // Said before looking again, so that a reader which advances in between is not missed.
                starved = true;
                if (window.full()) {
                    return;
                }
            }
            starved = false;
            Waiting next = waiting.remove();
            append(next.draft()).onSuccess(next.outcome()::complete);
        }
    }

    /** Hears that an event loop has passed more of the window. Safe on any thread. */
    void progressed() {
        if (starved) {
            context.runOnContext(nothing -> pump());
        }
    }

    private Future<PublishOutcome> append(EventDraft draft) {
        Future<Appended> appended;
        if (draft.idempotency().present()) {
            appended = appendOnce(draft);
        } else {
            appended = log.append(draft);
        }
        String epoch = epoch();
        return appended.transform(done -> Future.succeededFuture(
                done.succeeded() ? outcome(done.result(), epoch) : new PublishOutcome.Refused(refusal(done.cause()))));
    }

    private String epoch() {
        return window.bounds().lineage().epoch();
    }

    /** Repeats that come while the first is on its way share its answer. */
    private Future<Appended> appendOnce(EventDraft draft) {
        Scope scope = new Scope(draft.topic(), draft.idempotency());
        InFlight first = inFlight.get(scope);
        if (first == null) {
            Future<Appended> answer = log.append(draft);
            if (!answer.isComplete()) {
                inFlight.put(scope, new InFlight(draft, answer));
                answer.onComplete(done -> context.runOnContext(nothing -> inFlight.remove(scope)));
            }
            return answer;
        }
        if (!first.draft().equals(draft)) {
            return Future.failedFuture(conflict(draft));
        }
        return first.answer().map(appended -> new Appended(appended.position(), true));
    }

    private static PublishException conflict(EventDraft draft) {
        return new PublishException(
                Reason.CONFLICT,
                "the idempotency key '" + draft.idempotency().key() + "' was used for another event on '"
                        + draft.topic() + "'; use a new key for a new event");
    }

    /** A position whose history was replaced while its answer was on the way may be of either, so it names no event. */
    private PublishOutcome outcome(Appended appended, String epoch) {
        if (!epoch.equals(epoch())) {
            return new PublishOutcome.Refused(new PublishException(
                    Reason.UNAVAILABLE,
                    "the history was replaced meanwhile; the event may have been stored in the new one, so repeat it under"
                            + " the same idempotency key"));
        }
        return new PublishOutcome.Accepted(new EventId(epoch, appended.position()), appended.repeated());
    }

    private static PublishException refusal(Throwable cause) {
        if (cause instanceof PublishException refusal) {
            return refusal;
        }
        return new PublishException(
                Reason.UNAVAILABLE,
                "the log failed; the event may have been stored, so repeat it under the same idempotency key",
                cause);
    }

    // ---- out: from the log to the window

    /** Puts what the log hands back into the window, and wakes the event loops. */
    private final class WindowTail implements Tail {

        @Override
        public void onRecord(LogRecord log) {
            window.append(log);
            if (!inTurn) {
                window.signal();
            }
        }

        @Override
        public void onLineage(Lineage lineage) {
            window.begin(lineage);
            window.signal();
        }

        @Override
        public void onState(LogState newState) {
            state = newState;
        }
    }
}
