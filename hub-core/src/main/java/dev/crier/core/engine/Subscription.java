package dev.crier.core.engine;

import dev.crier.core.TopicFilter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the window with a filter and a format: not a queue. It is either a member of its audience or catches up by
 * itself, and keeps nothing but its place.
 *
 * <p>Only for the event loop of its {@link Fanout}.
 */
public final class Subscription {

    private final Fanout fanout;
    private final TopicFilter filter;
    private final WireFormat format;
    private final Outlet outlet;
    private long sentTo;
    private int seat;
    private boolean closed;
    private @Nullable Audience audience;
    private @Nullable CatchUp catchUp;

    Subscription(Fanout fanout, SubscriptionRequest request, Outlet outlet) {
        this.fanout = fanout;
        this.filter = request.filter();
        this.format = request.format();
        this.outlet = outlet;
    }

    /** What it wants. */
    public TopicFilter filter() {
        return filter;
    }

    /** How it is written. */
    public WireFormat format() {
        return format;
    }

    /** Ends it because its connection is gone; a second time is harmless. */
    public void cancel() {
        fanout.remove(this);
    }

    /** Stops sending to it, as if its reader had stalled, until {@link #skip()}. */
    public void hold() {
        fanout.hold(this);
    }

    /** Goes on at the newest event, and announces as a gap what was passed over. */
    public void skip() {
        if (catchUp != null) {
            catchUp.skip();
        }
    }

    Outlet outlet() {
        return outlet;
    }

    /** The position up to which everything that matches was sent. */
    long sentTo() {
        return sentTo;
    }

    void sentTo(long position) {
        sentTo = position;
    }

    int seat() {
        return seat;
    }

    void seat(int newSeat) {
        seat = newSeat;
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        catchUp = null;
    }

    @Nullable
    Audience audience() {
        return audience;
    }

    void audience(@Nullable Audience newAudience) {
        audience = newAudience;
    }

    @Nullable
    CatchUp catchUp() {
        return catchUp;
    }

    void catchUp(@Nullable CatchUp newCatchUp) {
        catchUp = newCatchUp;
    }

    /** The outlet has room again. It may say so within a write of the catch-up itself, so that goes on in a later turn. */
    void drained() {
        CatchUp behind = catchUp;
        if (behind != null) {
            fanout.loop().run(behind::step);
        }
    }

    /** Whether it needs nothing of a pass, because it joined after what the pass brings. */
    boolean has(long from, long to) {
        return sentTo >= to && sentTo != from;
    }

    /** Takes a pass; false if it can't, because its outlet is full or it stands elsewhere. */
    boolean offer(long from, long to, Buffer bytes) {
        if (sentTo != from || !outlet.writable()) {
            return false;
        }
        sentTo = to;
        send(bytes);
        return true;
    }

    /** Writes to the outlet; one that breaks ends this stream and no other. */
    void send(Buffer bytes) {
        if (closed || bytes.length() == 0) {
            return;
        }
        try {
            outlet.write(bytes);
        } catch (RuntimeException broken) {
            fanout.broken(this, broken);
        }
    }
}
