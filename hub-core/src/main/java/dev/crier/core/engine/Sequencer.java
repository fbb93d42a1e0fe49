package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.IdempotencyKey;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one writer: takes drafts off the event bus, has the log give each its place, and puts what the log hands back into the
 * window.
 *
 * <p>One instance on one event loop; log, window and this class share it, which is what makes the order total. It never
 * waits: while the window is full of what some event loop has not passed yet, drafts queue here, within the backlog's bound.
 *
 * <p>What it takes on the bus ({@link #ADDRESS}), and how it answers, is {@link BusIntake}'s.
 */
final class Sequencer extends VerticleBase {

    /** The address on the event bus that takes events. */
    static final String ADDRESS = "crier.publish";

    private record Scope(Topic topic, IdempotencyKey key) {}

    private record InFlight(EventDraft draft, Future<Appended> answer) {}

    private record Waiting(EventDraft draft, Promise<PublishOutcome> outcome) {}

    private final EventLog log;
    private final Window window;
    private final int eventBytes;
    private final IntakeTally tally;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Scope, InFlight> inFlight = new HashMap<>();
    private final BusIntake intake;
    private @Nullable MessageConsumer<Object> consumer;
    /** Whether a message is being taken: the event loops are woken once, after all of its events. */
    private boolean inTurn;
    /** When that message came. */
    private long turn;

    private volatile boolean starved;
    private volatile LogState state = LogState.unavailable("the log is not open yet");

    Sequencer(EventLog log, Window window, Backlog backlog, int eventBytes, IntakeTally tally) {
        this.log = log;
        this.window = window;
        this.eventBytes = eventBytes;
        this.tally = tally;
        this.intake = new BusIntake(backlog, this::submit);
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
        turn = System.nanoTime();
        try {
            intake.take(message);
        } finally {
            inTurn = false;
            window.signal();
        }
    }

    /** One draft whose bytes are reserved; the future always succeeds, with an outcome. */
    private Future<PublishOutcome> submit(EventDraft draft, boolean own) {
        tally.received(draft);
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

    private Future<PublishOutcome> refuse(Reason reason, String message) {
        return Future.succeededFuture(counted(new PublishOutcome.Refused(new PublishException(reason, message))));
    }

    private PublishOutcome counted(PublishOutcome outcome) {
        tally.came(outcome);
        return outcome;
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
        try {
            appended = draft.idempotency().present() ? appendOnce(draft) : log.append(draft);
        } catch (RuntimeException broken) {
            appended = Future.failedFuture(broken); // whoever stands in the same message or queue goes on
        }
        String epoch = epoch();
        if (appended.succeeded()) {
            return Future.succeededFuture(
                    counted(outcome(appended.result(), epoch))); // the usual case, without a listener
        }
        return appended.transform(done -> Future.succeededFuture(counted(
                done.succeeded() ? outcome(done.result(), epoch) : new PublishOutcome.Refused(refusal(done.cause())))));
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
                "the idempotency key was used for another event on '" + draft.topic()
                        + "'; use a new key for a new event");
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
            window.append(log, inTurn ? turn : System.nanoTime());
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
