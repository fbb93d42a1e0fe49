package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Brings one subscription from where it stands to where its audience stands, and into it: the one path for a new stream, a
 * resumed one and a reader that fell behind.
 *
 * <p>Only for the event loop of its {@link Fanout}. It goes in bounded steps: from the log below the window's floor, from the
 * window above it, each only when the outlet has room. The step that reaches the fan-out's cursor joins the audience in the
 * same turn, so there is no hand-over in which an event could be lost or doubled.
 */
final class CatchUp {

    private static final int MOST_SCANNED = 4_096;

    private final Fanout fanout;
    private final FanoutParts parts;
    private final Window window;
    private final Subscription subscription;
    private Gap.Reason reason;
    private final LogReplay replay;
    private final Lineage lineage;
    private long position;
    private boolean fresh;
    private boolean gapTold;
    private boolean waiting;
    private boolean over;
    private boolean held;
    private long blockedSince = -1;

    /**
     * Makes a catch-up that stands at a position.
     *
     * @param lineage the history that the position is of
     * @param reason what a gap means that shows at once: that the subscriber came back too late, or read too slowly
     * @param fresh whether what was evicted before it begins is no gap: nobody asked for it, or was told already
     */
    CatchUp(
            Fanout fanout,
            Subscription subscription,
            Lineage lineage,
            long position,
            Gap.Reason reason,
            boolean fresh) {
        this.fanout = fanout;
        this.parts = fanout.parts();
        this.window = parts.window();
        this.subscription = subscription;
        this.lineage = lineage;
        this.position = position;
        this.reason = reason;
        this.fresh = fresh;
        this.replay = parts.logReplay(subscription, lineage);
        subscription.sentTo(position);
    }

    // ---- step by step

    /** Goes on where it stands, as far as one turn of the event loop should. */
    void step() {
        guarded(this::go);
    }

    /** Whatever fails here, even for want of memory, ends this stream and no other. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            subscription.broken(failure);
        }
    }

    private void go() {
        if (subscription.closed() || over || waiting || held) {
            return;
        }
        if (!subscription.outlet().writable()) {
            blockedSince = blockedSince < 0 ? parts.loop().now() : blockedSince;
            return;
        }
        blockedSince = -1;
        if (!window.bounds().lineage().equals(lineage)) {
            anotherLineage();
            return;
        }
        tellHoles();
        long index = window.seek(lineage, position);
        if (index < 0) {
            readLog();
        } else {
            readWindow(index);
        }
    }

    private void anotherLineage() {
        over = true;
        Lineage now = window.bounds().lineage();
        Opening opening = new Opening(fanout, subscription);
        if (!now.epoch().equals(lineage.epoch())) {
            opening.restart(Gap.Reason.RESTARTED, here().toString(), Buffer.buffer());
        } else if (position > window.bounds().headPosition()) {
            opening.restart(Gap.Reason.LOST, here().toString(), Buffer.buffer());
        } else {
            opening.proceed(now, position, reason, false);
        }
    }

    private void tellHoles() {
        long lostUpTo = 0;
        for (Lineage.Hole hole : lineage.holes()) {
            lostUpTo = Math.max(lostUpTo, hole.through());
        }
        if (position < lostUpTo && replay.announceHoles(lostUpTo) && !fresh) {
            tell(Gap.Reason.LOST, subscription.filter().patterns(), new EventId(lineage.epoch(), lostUpTo));
        }
    }

    private void readWindow(long first) {
        long end = fanout.cursor();
        List<WindowEntry.Entry> found = new ArrayList<>();
        long bytes = 0;
        long index = first;
        while (index < end && index - first < MOST_SCANNED) {
            if (!(window.at(index) instanceof WindowEntry.Entry entry)
                    || !entry.lineage().equals(lineage)) {
                break;
            }
            if (subscription.filter().matches(entry.event().topic())) {
                bytes += entry.length(format());
                if (!found.isEmpty() && bytes > FrameJoiner.MOST_BYTES) {
                    break;
                }
                found.add(entry);
            }
            position = entry.position();
            index++;
        }
        if (index > first || index >= end) {
            begun();
        }
        subscription.sentTo(position);
        if (!found.isEmpty()) {
            subscription.sendCoded(
                    parts.joiner().join(found, format(), subscription.key().coding()), found.size());
        }
        if (index < end) {
            again();
        } else {
            arrive();
        }
    }

    private void arrive() {
        if (subscription.closed()) {
            return;
        }
        if (!fanout.lineage().equals(lineage)) {
            fanout.afterRound(() -> parts.spare().add(this::step));
            return;
        }
        if (gapTold) {
            gapTold = false;
            subscription.send(format().checkpoint(here()));
        }
        if (!subscription.closed()) {
            over = true;
            subscription.upToDate();
            fanout.join(subscription);
        }
    }

    // ---- below the window

    private void readLog() {
        waiting = true;
        long asked = position;
        replay.read(
                asked,
                stretch -> {
                    waiting = false;
                    if (position == asked) {
                        guarded(() -> take(stretch));
                    } else {
                        step(); // it has skipped meanwhile
                    }
                },
                () -> subscription.end(Outlet.EndReason.LOG_FAILED));
    }

    private void take(LogReplay.Stretch stretch) {
        if (subscription.closed() || held) {
            return;
        }
        if (!window.bounds().lineage().equals(lineage)) {
            step();
            return;
        }
        if (!fresh && !stretch.lost().nothing()) {
            if (reason == Gap.Reason.OVERRUN && parts.options().behind() == HubOptions.Behind.CLOSE) {
                subscription.end(Outlet.EndReason.OVERRUN);
                return;
            }
            tell(reason, lostTopics(stretch.lost()), new EventId(lineage.epoch(), stretch.resume()));
        }
        begun();
        position = stretch.through();
        subscription.sentTo(position);
        subscription.send(
                stretch.frames(format(), lineage), stretch.page().records().size());
        step();
    }

    /** What is lost from now on is lost because this reader is slow. */
    private void begun() {
        fresh = false;
        reason = Gap.Reason.OVERRUN;
    }

    private Collection<String> lostTopics(GapFinder.Lost lost) {
        if (lost.forgotten()) {
            return subscription.filter().patterns();
        }
        return lost.topics().stream().map(Topic::path).toList();
    }

    /** Says from now on that what was told to be missing is told, so that a checkpoint follows in the end. */
    void gapTold() {
        gapTold = true;
    }

    // ---- holding and skipping

    /** Sends nothing until {@link #skip()}. */
    void hold() {
        held = true;
    }

    /** Passes over everything that the window shows, says which topics lost something by that, and goes on. */
    void skip() {
        if (!held) {
            return;
        }
        held = false;
        Window.Bounds now = window.bounds();
        if (now.lineage().equals(lineage)) {
            Collection<String> skipped = replay.passedOver(position, now.head());
            if (!skipped.isEmpty()) {
                tell(Gap.Reason.OVERRUN, skipped, new EventId(lineage.epoch(), now.headPosition()));
            }
            position = now.headPosition();
            subscription.sentTo(position);
        }
        step();
    }

    // ---- small things

    /**
     * For how long the outlet has had no room, in milliseconds; 0 if it has, or nothing is to be sent. A reader isn't blamed
     * for the time that its next step waits in line.
     */
    long blockedFor() {
        return blockedSince < 0 || subscription.outlet().writable()
                ? 0
                : parts.loop().now() - blockedSince;
    }

    private void tell(Gap.Reason why, Collection<String> topics, EventId resume) {
        gapTold = true;
        subscription.gap(why);
        subscription.send(format().gap(Gap.of(why, topics, here().toString(), resume)));
    }

    private void again() {
        waiting = true;
        parts.spare().add(() -> {
            waiting = false;
            step();
        });
    }

    private EventId here() {
        return new EventId(lineage.epoch(), position);
    }

    private WireFormat format() {
        return subscription.format();
    }
}
