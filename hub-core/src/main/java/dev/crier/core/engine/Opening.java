package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.spi.Lineage;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Decides where a stream begins and writes its first bytes; from there a {@link CatchUp} goes on.
 *
 * <p>Only for the event loop of its {@link Fanout}. Every stream begins with a checkpoint, so that a visitor of a quiet topic
 * who is cut before the first event comes back with an id. An id that can't be honoured is announced before the checkpoint:
 * a client that is cut in between comes back with its old id and hears of the gap again.
 */
final class Opening {

    private static final long LOOK_AGAIN = 20;
    private static final int MOST_LOOKS = 500;

    private final Fanout fanout;
    private final Window window;
    private final Subscription subscription;

    Opening(Fanout fanout, Subscription subscription) {
        this.fanout = fanout;
        this.window = fanout.parts().window();
        this.subscription = subscription;
    }

    /** Writes the beginning of a stream and sets it going. */
    void begin(Start start, Buffer preamble) {
        Window.Bounds now = window.bounds();
        Lineage lineage = now.lineage();
        if (!(start instanceof Start.Live)) {
            subscription.replay();
        }
        if (start instanceof Start.After after) {
            resume(now, after.lastEventId(), preamble);
        } else if (start instanceof Start.Last last && last.events() > 0) {
            subscription.send(preamble);
            replay(lineage, last.events());
        } else if (start instanceof Start.Earliest) {
            open(lineage, 0, true, preamble);
        } else {
            open(lineage, now.headPosition(), false, preamble);
        }
    }

    private void resume(Window.Bounds now, String lastEventId, Buffer preamble) {
        Optional<EventId> id = EventId.parse(lastEventId);
        if (id.isEmpty()) {
            restart(Gap.Reason.UNKNOWN, lastEventId, preamble);
        } else if (!id.get().epoch().equals(now.lineage().epoch())) {
            restart(Gap.Reason.RESTARTED, lastEventId, preamble);
        } else if (id.get().position() > now.headPosition()) {
            ask(now.lineage(), id.get(), preamble);
        } else {
            open(now.lineage(), id.get().position(), false, preamble);
        }
    }

    /** A reader who knows of more than this hub does: another hub may have told them, and the log knows whether it can be so. */
    private void ask(Lineage lineage, EventId id, Buffer preamble) {
        fanout.parts()
                .logReplay(subscription, lineage)
                .cursorBefore(
                        0,
                        head -> {
                            if (head < id.position()
                                    && window.bounds().lineage().equals(lineage)) {
                                restart(Gap.Reason.UNKNOWN, id.toString(), preamble);
                            } else {
                                await(id, preamble, MOST_LOOKS);
                            }
                        },
                        () -> subscription.end(Outlet.EndReason.LOG_FAILED));
    }

    /** Waits until this hub has heard of an event that the log has. */
    private void await(EventId id, Buffer preamble, int looks) {
        Window.Bounds now = window.bounds();
        boolean heard =
                now.headPosition() >= id.position() || !now.lineage().epoch().equals(id.epoch());
        if (subscription.closed()) {
            return;
        }
        if (heard) {
            resume(now, id.toString(), preamble);
        } else if (looks == 0) {
            subscription.end(Outlet.EndReason.LOG_FAILED);
        } else {
            fanout.parts().loop().later(LOOK_AGAIN, () -> await(id, preamble, looks - 1));
        }
    }

    private void replay(Lineage lineage, int events) {
        fanout.parts()
                .logReplay(subscription, lineage)
                .cursorBefore(
                        events,
                        position -> open(lineage, position, true, Buffer.buffer()),
                        () -> subscription.end(Outlet.EndReason.LOG_FAILED));
    }

    private void open(Lineage lineage, long position, boolean fresh, Buffer preamble) {
        EventId place = new EventId(lineage.epoch(), position);
        subscription.send(preamble.copy().appendBuffer(subscription.format().checkpoint(place)));
        proceed(lineage, position, Gap.Reason.EXPIRED, fresh);
    }

    /** Another history, or a place that is none: says so, and begins with the oldest event that is kept. */
    void restart(Gap.Reason why, String after, Buffer preamble) {
        Lineage lineage = window.bounds().lineage();
        EventId place = new EventId(lineage.epoch(), 0);
        subscription.gap(why);
        Gap gap = Gap.of(why, subscription.filter().patterns(), after, place);
        WireFormat format = subscription.format();
        subscription.send(preamble.copy().appendBuffer(format.gap(gap)).appendBuffer(format.checkpoint(place)));
        proceed(lineage, 0, Gap.Reason.EXPIRED, true).gapTold();
    }

    /** Catches up from a position. */
    CatchUp proceed(Lineage lineage, long position, Gap.Reason reason, boolean fresh) {
        return fanout.catchUp(subscription, new CatchUp(fanout, subscription, lineage, position, reason, fresh));
    }
}
