package dev.crier.redis;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.spi.Appended;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 * The appends that have no answer yet, numbered in the order in which they came, and which of them are to be sent next.
 *
 * <p>Confined to the log's context.
 */
final class PendingAppends {

    /**
     * An append without an answer.
     *
     * @param number its place among the writer's appends, from 1
     * @param deadline until when it may wait, in the nanoseconds of {@link System#nanoTime()}
     */
    record Pending(long number, EventDraft draft, long deadline, Promise<Appended> answer) {}

    private final int window;
    private final RedisLogOptions options;
    private final LogTally tally;
    private final Map<Long, Pending> waiting = new LinkedHashMap<>();
    private Deque<Pending> unsent = new ArrayDeque<>();
    private String writer = newWriter();
    private long lastNumber;
    private long bytes;
    private final Promise<Void> drained = Promise.promise();
    private boolean closed;

    /**
     * Makes an empty one.
     *
     * @param window how far the numbers of those that are sent may be apart
     */
    PendingAppends(int window, RedisLogOptions options, LogTally tally) {
        this.window = window;
        this.options = options;
        this.tally = tally;
    }

    private static String newWriter() {
        return UUID.randomUUID().toString();
    }

    /** What it costs while it waits, in bytes. */
    private static long size(EventDraft draft) {
        return (long) Event.OVERHEAD + draft.dataBytes();
    }

    /** Whose numbers they are. */
    String writer() {
        return writer;
    }

    int count() {
        return waiting.size();
    }

    long bytes() {
        return bytes;
    }

    /** Takes an append, which may wait for as long as the options say; refuses it if too much waits already. */
    Future<Appended> add(EventDraft draft) {
        if (closed) {
            return refused("the log is closed; nothing was stored");
        }
        if (!waiting.isEmpty() && bytes + size(draft) > options.pendingBytes()) {
            return refused("too much waits for Redis; nothing was stored, try again in a moment");
        }
        long deadline = System.nanoTime() + options.patience().toNanos();
        Pending pending = new Pending(++lastNumber, draft, deadline, Promise.promise());
        waiting.put(pending.number(), pending);
        unsent.add(pending);
        bytes += size(draft);
        tally.pending(this);
        return pending.answer().future();
    }

    private static Future<Appended> refused(String why) {
        return Future.failedFuture(new PublishException(Reason.OVERLOADED, why));
    }

    /** The next to be sent, which counts as sent then; null if there is none, or too many are unanswered. */
    @Nullable
    Pending next() {
        for (Pending next = unsent.peek(); next != null; next = unsent.peek()) {
            if (waiting.containsKey(next.number())) {
                long oldest = waiting.keySet().iterator().next();
                return next.number() - oldest < window ? unsent.remove() : null;
            }
            unsent.remove();
        }
        return null;
    }

    /** Has all that is unanswered sent again, from the oldest on. */
    void rewind() {
        unsent = new ArrayDeque<>(waiting.values());
    }

    /** Numbers what is unanswered from 1 again, as another writer's, for an engine that must take it as new. */
    void renumber() {
        writer = newWriter();
        lastNumber = 0;
        List<Pending> again = new ArrayList<>(waiting.values());
        waiting.clear();
        for (Pending old : again) {
            waiting.put(++lastNumber, new Pending(lastNumber, old.draft(), old.deadline(), old.answer()));
        }
        rewind();
    }

    /** Answers one, unless it was answered before. */
    void finish(Pending pending, Future<Appended> answer) {
        if (waiting.remove(pending.number(), pending)) {
            bytes -= size(pending.draft());
            tally.pending(this);
            pending.answer().handle(answer);
        }
        if (closed && waiting.isEmpty()) {
            drained.tryComplete();
        }
    }

    /** Those that have waited for too long, oldest first. */
    List<Pending> late(long now) {
        List<Pending> late = new ArrayList<>();
        Iterator<Pending> oldest = waiting.values().iterator();
        while (oldest.hasNext()) {
            Pending pending = oldest.next();
            if (now - pending.deadline() < 0) {
                break;
            }
            late.add(pending);
        }
        return late;
    }

    /** Takes no more; completes when all that was taken is answered. */
    Future<Void> close() {
        closed = true;
        if (waiting.isEmpty()) {
            drained.tryComplete();
        }
        return drained.future();
    }

    /** All of them, oldest first. */
    List<Pending> all() {
        return List.copyOf(waiting.values());
    }
}
