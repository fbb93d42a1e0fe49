package dev.crier.core.source;

import dev.crier.core.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Counts what one source has emitted and has no id for yet, in events and in bytes, and makes it wait beyond a bound: the
 * back-pressure that the event bus lacks.
 *
 * <p>Safe on any thread. Those who wait are served in their order, and nobody overtakes them. An event bigger than all
 * bytes allowed passes alone. The lock is held for a few instructions and shared with nobody but this one source.
 */
final class InFlight {

    private record Waiter(long bytes, Promise<Void> granted) {}

    private final String source;
    private final int maxEvents;
    private final long maxBytes;
    private final Queue<Waiter> waiting = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private int events;
    private long bytes;
    private boolean closed;

    InFlight(String source, int maxEvents, long maxBytes) {
        this.source = source;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Takes a place if there is one now; {@link #refusal()} says why there is none. */
    synchronized boolean tryTake(long size) {
        if (closed || !waiting.isEmpty() || !fits(size)) {
            return false;
        }
        add(size);
        return true;
    }

    /** Takes a place as soon as there is one; fails once this is closed. May complete on any thread. */
    synchronized Future<Void> take(long size) {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        if (waiting.isEmpty() && fits(size)) {
            add(size);
            return Future.succeededFuture();
        }
        Waiter waiter = new Waiter(size, Promise.promise());
        waiting.add(waiter);
        return waiter.granted.future();
    }

    /** Gives a place back, and hands what is free to those who wait. */
    void release(long size) {
        List<Waiter> served = new ArrayList<>();
        boolean empty;
        synchronized (this) {
            events--;
            bytes -= size;
            Waiter next = waiting.peek();
            while (next != null && fits(next.bytes)) {
                add(next.bytes);
                served.add(waiting.remove());
                next = waiting.peek();
            }
            empty = closed && events == 0;
        }
        served.forEach(waiter -> waiter.granted.complete());
        if (empty) {
            drained.tryComplete();
        }
    }

    /** Refuses all that comes, fails all that waits; completes once every place was given back. */
    Future<Void> close() {
        List<Waiter> refused;
        boolean empty;
        synchronized (this) {
            closed = true;
            refused = List.copyOf(waiting);
            waiting.clear();
            empty = events == 0;
        }
        refused.forEach(waiter -> waiter.granted.fail(stopped()));
        if (empty) {
            drained.tryComplete();
        }
        return drained.future();
    }

    /** Why there is no place now. */
    RuntimeException refusal() {
        synchronized (this) {
            return closed
                    ? stopped()
                    : new PublishException(
                            PublishException.Reason.OVERLOADED,
                            "the source '" + source + "' has " + events + " events of " + bytes
                                    + " bytes in flight; wait for their ids, or use emitAll");
        }
    }

    private IllegalStateException stopped() {
        return new IllegalStateException("the source '" + source + "' was stopped; what it emits now is refused");
    }

    private boolean fits(long size) {
        return events == 0 || (events < maxEvents && bytes + size <= maxBytes);
    }

    private void add(long size) {
        events++;
        bytes += size;
    }
}
