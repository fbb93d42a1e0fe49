package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One write to every member of an audience: what brings those who stand at {@code from} to {@code to}.
 *
 * <p>Only for its event loop. Compressed, it has two forms: shared with the history of the audience's
 * {@link SharedCompression}, for members who follow its epoch, and alone, for the others, made when the first of them comes.
 */
final class Pass {

    private final long from;
    private final long to;
    private final int events;
    private final long since;
    private final @Nullable Buffer shared;
    private final long epoch;
    private final boolean first;
    private final Supplier<Buffer> maker;
    private @Nullable Buffer alone;
    private boolean strangers;

    private Pass(
            long from,
            long to,
            int events,
            long since,
            @Nullable Buffer shared,
            long epoch,
            boolean first,
            Supplier<Buffer> alone) {
        this.from = from;
        this.to = to;
        this.events = events;
        this.since = since;
        this.shared = shared;
        this.epoch = epoch;
        this.first = first;
        this.maker = alone;
    }

    /** The same bytes for everybody. */
    static Pass same(long from, long to, int events, long since, Supplier<Buffer> bytes) {
        return new Pass(from, to, events, since, null, 0, false, bytes);
    }

    /**
     * Bytes that were just compressed for those who follow.
     *
     * @param alone makes the form for those who don't
     */
    static Pass shared(
            long from, long to, int events, long since, Buffer bytes, SharedCompression by, Supplier<Buffer> alone) {
        return new Pass(from, to, events, since, bytes, by.epoch(), by.first(), alone);
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    /** When the first of its events came, in the nanoseconds of {@link System#nanoTime()}; nothing if it brings none. */
    long since() {
        return since;
    }

    /** How many events it brings; 0 for a notice of the hub's. */
    int events() {
        return events;
    }

    /** What a member gets; the first buffer of an epoch makes it follow. */
    Buffer bytesFor(Subscription member) {
        if (shared != null && (first || member.follows(epoch))) {
            member.follow(epoch);
            return shared;
        }
        strangers = true;
        if (alone == null) {
            alone = maker.get();
        }
        return alone;
    }

    /** Whether a member got the form for those who don't follow. */
    boolean strangers() {
        return strangers;
    }
}
