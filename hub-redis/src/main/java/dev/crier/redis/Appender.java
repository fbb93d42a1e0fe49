package dev.crier.redis;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.spi.Appended;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends appends to the engine, in the order in which they came and each once, whatever becomes of the connection.
 *
 * <p>Confined to the log's context. Appends are numbered, and many are on their way at a time. The engine remembers the newest
 * number of each writer and the last answers, so after a cut all that is unanswered is just sent again, in its order: what was
 * executed is answered from memory, and what a dead connection still brings later is recognised by its number. An append also
 * names the number before it that must have been executed, so that nothing overtakes one that the engine refused to run. When
 * an answer says that one of them wasn't executed, nothing more is sent until the rest is answered; then sending begins again
 * at the oldest.
 */
final class Appender implements Link.User {

    /** How many appends may be unanswered in the engine: the answers that it remembers. */
    private static final int WINDOW = 512;

    private static final long LOOK = 100;

    private static final class Pending {

        private final long number;
        private final EventDraft draft;
        private final long deadline;
        private final Promise<Appended> answer = Promise.promise();
        private boolean sent;

        Pending(long number, EventDraft draft, long deadline) {
            this.number = number;
            this.draft = draft;
            this.deadline = deadline;
        }
    }

    private final Vertx vertx;
    private final RedisLogOptions options;
    private final Histories histories;
    private final AppendArguments arguments;
    private final Map<Long, Pending> waiting = new LinkedHashMap<>();
    private final long watch;
    private Deque<Pending> unsent = new ArrayDeque<>();
    private String writer = newWriter();
    private long lastNumber;
    private long lastSent;
    private long bytes;
    private int inFlight;
    private @Nullable Wire wire;
    private String trouble = "there was no connection yet";
    /** Why sending has to begin again, null if it hasn't. */
    private @Nullable Rewind rewind;

    private boolean closed;
    private final Promise<Void> drained = Promise.promise();

    private enum Rewind {
        /** What was before it isn't there. */
        OUT_OF_ORDER,
        /** The engine doesn't know the script. */
        UNKNOWN_SCRIPT,
        /** The engine has another history, or is another process. */
        STALE
    }

    Appender(Vertx vertx, RedisLogOptions options, Histories histories, AppendArguments arguments) {
        this.vertx = vertx;
        this.options = options;
        this.histories = histories;
        this.arguments = arguments;
        this.watch = vertx.setPeriodic(LOOK, timer -> giveUpLate());
    }

    private static String newWriter() {
        return UUID.randomUUID().toString();
    }

    // ---- in

    Future<Appended> append(EventDraft draft) {
        if (closed) {
            return Future.failedFuture(
                    new PublishException(Reason.OVERLOADED, "the log is closed; nothing was stored"));
        }
        long size = size(draft);
        if (bytes > 0 && bytes + size > options.pendingBytes()) {
            return Future.failedFuture(new PublishException(
                    Reason.OVERLOADED, "too much waits for Redis; nothing was stored, try again in a moment"));
        }
        Pending pending = new Pending(
                ++lastNumber, draft, System.nanoTime() + options.patience().toNanos());
        waiting.put(pending.number, pending);
        unsent.add(pending);
        bytes += size;
        pump();
        return pending.answer.future();
    }

    private static long size(EventDraft draft) {
        return (long) Event.OVERHEAD + draft.dataBytes();
    }

    /** How many appends have no answer. */
    int pending() {
        return waiting.size();
    }

    // ---- out

    @Override
    public Future<?> up(Wire next) {
        return histories.check(next).onSuccess(state -> {
            wire = next;
            inFlight = 0;
            beginAgain(null);
        });
    }

    @Override
    public void down(String why) {
        wire = null;
        trouble = why;
    }

    /** Numbers from 1 again, under another name, what the engine now must take as new. */
    void newHistory() {
        writer = newWriter();
        List<Pending> again = new ArrayList<>(waiting.values());
        waiting.clear();
        unsent.clear();
        lastNumber = 0;
        lastSent = 0;
        for (Pending old : again) {
            Pending pending = new Pending(++lastNumber, old.draft, old.deadline);
            pending.sent = old.sent;
            pending.answer.future().onComplete(old.answer);
            waiting.put(pending.number, pending);
            unsent.add(pending);
        }
        pump();
    }

    private void beginAgain(@Nullable Wire withText) {
        rewind = null;
        unsent = new ArrayDeque<>(waiting.values());
        Pending first = unsent.peek();
        if (withText != null && first != null) {
            send(withText, unsent.remove(), true);
        }
        pump();
    }

    private void pump() {
        Wire current = wire;
        if (current == null || rewind != null) {
            return;
        }
        while (inFlight < WINDOW && !unsent.isEmpty()) {
            Pending next = unsent.peek();
            if (!waiting.containsKey(next.number)) {
                unsent.remove();
                continue;
            }
            long oldest = waiting.keySet().iterator().next();
            if (next.number - oldest >= WINDOW) {
                return;
            }
            send(current, unsent.remove(), false);
        }
    }

    private void send(Wire current, Pending pending, boolean withText) {
        long after = inFlight > 0 ? lastSent : 0;
        List<String> call = arguments.of(pending.draft, histories.stamp(), writer, pending.number, after, WINDOW);
        String base = options.base();
        pending.sent = true;
        lastSent = pending.number;
        inFlight++;
        String as = writer;
        current.send(withText ? Script.APPEND.callWithText(base, call) : Script.APPEND.call(base, call))
                .onComplete(reply -> {
                    if (wire == current) {
                        inFlight--;
                        if (as.equals(writer)) {
                            answered(pending, reply);
                        }
                        goOn(current);
                    }
                });
    }

    // ---- the answers

    private void answered(Pending pending, AsyncResult<Response> reply) {
        if (reply.failed()) {
            refused(pending, reply.cause());
            return;
        }
        String[] answer = String.valueOf(reply.result()).split(" ", 2);
        switch (answer[0]) {
            case "ok", "again" -> {
                long position = Long.parseLong(answer[1]);
                histories.saw(position);
                finish(pending, Future.succeededFuture(new Appended(position, answer[0].equals("again"))));
            }
            case "conflict" -> finish(pending, Future.failedFuture(AppendArguments.conflict(pending.draft)));
            case "fenced" -> finish(pending, Future.failedFuture(PublishException.fenced(pending.draft.fence())));
            case "stale" -> rewind = Rewind.STALE;
            case "order" -> beginAgainFor(Rewind.OUT_OF_ORDER);
            default -> finish(pending, unavailable("Redis answered '" + answer[0] + "'"));
        }
    }

    private void refused(Pending pending, Throwable cause) {
        if (Script.unknown(cause)) {
            beginAgainFor(Rewind.UNKNOWN_SCRIPT);
        } else if (!(cause instanceof WireException)) {
            finish(pending, unavailable("Redis refused it: " + cause.getMessage()));
        }
        // Else the wire has ended, and all that is unanswered is sent again on the next one.
    }

    private void beginAgainFor(Rewind reason) {
        if (rewind == null || reason == Rewind.UNKNOWN_SCRIPT) {
            rewind = reason;
        }
    }

    private void goOn(Wire current) {
        Rewind reason = rewind;
        if (reason == null) {
            pump();
        } else if (inFlight == 0) {
            switch (reason) {
                case OUT_OF_ORDER -> beginAgain(null);
                case UNKNOWN_SCRIPT -> beginAgain(current);
                case STALE ->
                    histories
                            .check(current)
                            .onSuccess(state -> {
                                if (wire == current) {
                                    beginAgain(null);
                                }
                            })
                            .onFailure(current::fail);
            }
        }
    }

    private void finish(Pending pending, Future<Appended> answer) {
        if (waiting.remove(pending.number) != null) {
            bytes -= size(pending.draft);
            pending.answer.handle(answer);
            if (closed && waiting.isEmpty()) {
                drained.tryComplete();
            }
        }
    }

    private static Future<Appended> unavailable(String why) {
        return Future.failedFuture(new PublishException(
                Reason.UNAVAILABLE,
                why + "; the event may have been stored, so repeat it under the same idempotency key"));
    }

    /** Appends wait for so long and no longer. */
    private void giveUpLate() {
        long now = System.nanoTime();
        Iterator<Pending> oldest = List.copyOf(waiting.values()).iterator();
        while (oldest.hasNext()) {
            Pending pending = oldest.next();
            if (now - pending.deadline < 0) {
                return;
            }
            finish(pending, unavailable(wire == null ? "no connection to Redis: " + trouble : "Redis doesn't answer"));
        }
        pump();
    }

    /** Takes no more; completes when all that was taken is answered, or it has waited for so long. */
    Future<Void> close(Duration grace) {
        closed = true;
        if (waiting.isEmpty() || wire == null) {
            drained.tryComplete();
        }
        long late = vertx.setTimer(Math.max(1, grace.toMillis()), timer -> drained.tryComplete());
        return drained.future().onComplete(done -> {
            vertx.cancelTimer(late);
            vertx.cancelTimer(watch);
            List.copyOf(waiting.values())
                    .forEach(pending -> finish(
                            pending,
                            pending.sent
                                    ? unavailable("the log was closed")
                                    : Future.failedFuture(new PublishException(
                                            Reason.OVERLOADED, "the log was closed; nothing was stored"))));
        });
    }
}
