package dev.crier.core.engine;

import dev.crier.core.TopicFilter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the window with a filter, a format and a coding: not a queue. It is either a member of its audience or
 * catches up by itself, and keeps nothing but its place.
 *
 * <p>Only for the event loop of its {@link Fanout}.
 */
public final class Subscription {

    /** What it got of a pass that it couldn't take. */
    static final int BEHIND = -1;

    private final Fanout fanout;
    private final Streams streams;
    private final Audience.Key key;
    private final Outlet outlet;
    private long sentTo;
    private int seat;
    private volatile boolean closed; // asked by those who read the log for it
    private boolean begun;
    /** Whether it asked for a part of the history that it hasn't got all of yet, and whether something was missing of it. */
    private boolean replaying;

    private boolean gapped;
    private long events;
    private long bytes;
    /** The epoch of shared compression that it follows, 0 for none. */
    private long epoch;

    private @Nullable Audience audience;
    private @Nullable CatchUp catchUp;

    Subscription(Fanout fanout, Streams streams, Audience.Key key, Outlet outlet) {
        this.fanout = fanout;
        this.streams = streams;
        this.key = key;
        this.outlet = outlet;
    }

    /** What it wants. */
    public TopicFilter filter() {
        return key.filter();
    }

    /** How it is written. */
    public WireFormat format() {
        return key.format();
    }

    /** Ends it because its connection is gone; a second time is harmless. */
    public void cancel() {
        streams.remove(this);
    }

    /** How many events were sent to it. */
    public long events() {
        return events;
    }

    /** How many bytes were sent to it, as they went over the wire but for its chunks' frames. */
    public long bytes() {
        return bytes;
    }

    /** Whether it isn't up to date: it is new, or its reader is slow. */
    public boolean lagging() {
        return audience == null;
    }

    /** Ends it because an operator wants so; its reader comes back by its id. A second time is harmless. */
    public void dismiss() {
        streams.end(this, Outlet.EndReason.DISMISSED);
    }

    /** Ends it because what permitted it has expired; its reader is told so first. A second time is harmless. */
    public void expire() {
        streams.end(this, WireFormat::expired, Outlet.EndReason.EXPIRED);
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

    /** What it has in common with the other members of its audience. */
    Audience.Key key() {
        return key;
    }

    Outlet outlet() {
        return outlet;
    }

    // ---- where it stands

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

    @Nullable
    Audience audience() {
        return audience;
    }

    /**
     * Whoever joins or leaves may have missed what the others got, and has got bytes alone in between, so it follows no shared
     * compression.
     */
    void audience(@Nullable Audience newAudience) {
        audience = newAudience;
        epoch = 0;
    }

    @Nullable
    CatchUp catchUp() {
        return catchUp;
    }

    void catchUp(@Nullable CatchUp newCatchUp) {
        catchUp = newCatchUp;
    }

    /** It asked for a part of the history. */
    void replay() {
        replaying = true;
    }

    /** It was told that it can't have something. */
    void gap(Gap.Reason reason) {
        gapped = true;
        fanout.parts().tally().gap(reason);
    }

    /** It has got all there is. */
    void upToDate() {
        if (replaying) {
            replaying = false;
            fanout.parts().tally().replayed(!gapped);
        }
    }

    // ---- its end

    /** Whether nobody waits for it any more. Safe on any thread. */
    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        catchUp = null;
    }

    /** Ends it for a reason of the hub's. */
    void end(Outlet.EndReason reason) {
        streams.end(this, reason);
    }

    // ---- its bytes

    /** The outlet has room again. It may say so within a write of the catch-up itself, so that goes on in a later turn. */
    void drained() {
        CatchUp behind = catchUp;
        if (behind != null) {
            fanout.parts().spare().add(behind::step);
        }
    }

    /** Whether it needs nothing of a pass, because it joined after what the pass brings. */
    boolean has(Pass pass) {
        return sentTo >= pass.to() && sentTo != pass.from();
    }

    /** Takes a pass; answers how many bytes it got, or {@link #BEHIND} if its outlet is full or it stands elsewhere. */
    int offer(Pass pass) {
        if (sentTo != pass.from() || !outlet.writable()) {
            return BEHIND;
        }
        sentTo = pass.to();
        try {
            Buffer due = pass.bytesFor(this);
            outlet.write(due);
            events += pass.events();
            bytes += due.length();
            return due.length();
        } catch (Throwable broken) {
            streams.broken(this, broken);
            return 0;
        }
    }

    /** Whether it got the same bytes as the others from the beginning of an epoch on, and nothing else since. */
    boolean follows(long sharedEpoch) {
        return epoch == sharedEpoch;
    }

    void follow(long sharedEpoch) {
        epoch = sharedEpoch;
    }

    /** Sends bytes to this subscription alone. */
    void send(Buffer plain) {
        send(plain, 0);
    }

    /**
     * Sends bytes to this subscription alone.
     *
     * @param held how many events they hold
     */
    void send(Buffer plain, int held) {
        if (!closed && plain.length() > 0) {
            sendCoded(fanout.parts().joiner().coded(plain, key.coding()), held);
        }
    }

    /** Sends this subscription its last bytes, and the end of their coding. */
    void sendLast(Buffer plain) {
        send(plain);
        if (begun) {
            sendCoded(key.coding().tail(), 0);
        }
    }

    /**
     * Sends bytes to this subscription alone that are coded already, so that they can be read on their own.
     *
     * @param held how many events they hold
     */
    void sendCoded(Buffer coded, int held) {
        if (closed || coded.length() == 0) {
            return;
        }
        epoch = 0;
        boolean first = !begun && key.coding() != ContentCoding.IDENTITY;
        begun = true;
        try {
            outlet.write(first ? key.coding().head().appendBuffer(coded) : coded);
            events += held;
            bytes += coded.length();
            fanout.parts().tally().sent(held, coded.length());
        } catch (Throwable broken) {
            streams.broken(this, broken);
        }
    }

    /** Ends it because the hub failed; it comes back by its id. */
    void broken(Throwable cause) {
        streams.broken(this, cause);
    }
}
