package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
    private static final int MOST_EVENTS = 512;
    private static final int MOST_ATTEMPTS = 6;
    private static final long FIRST_BACK_OFF = 100;
    private static final long REREAD_PAUSE = 10;

    private final Fanout fanout;
    private final Window window;
    private final Subscription subscription;
    private final Gap.Reason reason;
    private final GapFinder gaps;
    private final Lineage lineage;
    private long position;
    private boolean fresh;
    private boolean gapTold;
    private boolean waiting;
    private boolean over;
    private boolean held;
    private int failures;
    private long blockedSince = -1;

    /**
     * Makes a catch-up that stands at a position.
     *
     * @param lineage the history that the position is of
     * @param reason what a gap means here: that the subscriber came back too late, or read too slowly
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
        this.window = fanout.window();
        this.subscription = subscription;
        this.lineage = lineage;
        this.position = position;
        this.reason = reason;
        this.fresh = fresh;
        this.gaps = new GapFinder(window);
        subscription.sentTo(position);
    }

    // ---- step by step

    /** Goes on where it stands, as far as one turn of the event loop should. */
    void step() {
        if (subscription.closed() || over || waiting || held) {
            return;
        }
        if (!subscription.outlet().writable()) {
            blockedSince = blockedSince < 0 ? fanout.now() : blockedSince;
            return;
        }
        blockedSince = -1;
        if (!window.lineage().equals(lineage)) {
            anotherLineage();
            return;
        }
        tellHoles();
        long index = window.seek(position);
        if (index < 0) {
            readLog();
        } else {
            readWindow(index);
        }
    }

    private void anotherLineage() {
        over = true;
        Lineage now = window.lineage();
        Opening opening = new Opening(fanout, subscription);
        if (!now.epoch().equals(lineage.epoch())) {
            opening.restart(Gap.Reason.RESTARTED, here().toString(), Buffer.buffer());
        } else if (position > window.headPosition()) {
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
        if (position < lostUpTo && !fresh && gaps.holesUpTo(lostUpTo)) {
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
                bytes += entry.frame(format()).length();
                if (!found.isEmpty() && bytes > FrameJoiner.MOST_BYTES) {
                    break;
                }
                found.add(entry);
            }
            position = entry.position();
            index++;
        }
        fresh = false;
        subscription.sentTo(position);
        if (!found.isEmpty()) {
            write(fanout.joiner().join(found, format()));
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
            fanout.afterRound(this::step);
            return;
        }
        if (gapTold) {
            gapTold = false;
            write(format().checkpoint(here()));
        }
        if (!subscription.closed()) {
            over = true;
            fanout.join(subscription);
        }
    }

    // ---- below the window

    private void readLog() {
        waiting = true;
        long floor = window.floorPosition();
        Future<Page> read = fanout.readLog(subscription.filter(), position, floor, MOST_EVENTS, FrameJoiner.MOST_BYTES);
        read.onComplete(done -> fanout.onLoop(() -> {
            waiting = false;
            if (subscription.closed()) {
                return;
            }
            if (done.failed()) {
                retry(this::step, done.cause());
            } else {
                failures = 0;
                take(done.result(), floor);
            }
        }));
    }

    private void take(Page page, long floor) {
        if (!window.lineage().equals(lineage)) {
            step();
            return;
        }
        Optional<GapFinder.Lost> judged = gaps.judge(page, position, floor);
        if (judged.isEmpty()) {
            pause(REREAD_PAUSE, this::step);
            return;
        }
        GapFinder.Lost lost = judged.get();
        if (!fresh && !lost.nothing()) {
            if (reason == Gap.Reason.OVERRUN && fanout.options().behind() == HubOptions.Behind.CLOSE) {
                fanout.end(subscription, Outlet.EndReason.OVERRUN);
                return;
            }
            Set<String> topics = lost.topics().stream().map(t -> t.path()).collect(Collectors.toSet());
            tell(reason, lost.forgotten() ? subscription.filter().patterns() : topics, nextAfter(page, floor));
        }
        fresh = false;
        send(page.records());
        position = Math.max(position, page.more() ? page.through() : Math.max(page.through(), floor));
        subscription.sentTo(position);
        step();
    }

    private EventId nextAfter(Page page, long floor) {
        return new EventId(
                lineage.epoch(),
                page.records().isEmpty() ? floor : page.records().get(0).position());
    }

    private void send(List<LogRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        Buffer joined = Buffer.buffer();
        for (LogRecord log : records) {
            joined.appendBuffer(format().frame(new EventId(lineage.epoch(), log.position()), log.event()));
        }
        write(joined);
    }

    /** Says from now on that what was told to be missing is told, so that a checkpoint follows in the end. */
    void gapTold() {
        gapTold = true;
    }

    /** A log that fails is not a gap: tries again, and in the end closes the stream, which comes back by its id. */
    private void retry(Runnable attempt, Throwable cause) {
        failures++;
        fanout.logFailed(subscription, failures, cause);
        if (failures >= MOST_ATTEMPTS) {
            fanout.end(subscription, Outlet.EndReason.LOG_FAILED);
        } else {
            pause(FIRST_BACK_OFF << (failures - 1), attempt);
        }
    }

    // ---- holding and skipping

    /** Sends nothing until {@link #skip()}. */
    void hold() {
        held = true;
    }

    /** Passes over everything up to the fan-out's cursor, says which topics lost something by that, and goes on. */
    void skip() {
        if (!held) {
            return;
        }
        held = false;
        if (window.lineage().equals(lineage)) {
            Collection<String> skipped = skippedTopics();
            long newest = window.headPosition();
            if (!skipped.isEmpty()) {
                tell(Gap.Reason.OVERRUN, skipped, new EventId(lineage.epoch(), newest));
            }
            position = newest;
            subscription.sentTo(position);
        }
        step();
    }

    private Collection<String> skippedTopics() {
        long index = window.seek(position);
        if (index < 0) {
            return subscription.filter().patterns();
        }
        Set<String> topics = new TreeSet<>();
        for (; index < window.head(); index++) {
            if (window.at(index) instanceof WindowEntry.Entry entry
                    && subscription.filter().matches(entry.event().topic())) {
                topics.add(entry.event().topic().path());
            }
        }
        return topics;
    }

    // ---- small things

    /** For how long the outlet has had no room, in milliseconds; 0 if it has, or nothing is to be sent. */
    long blockedFor() {
        return blockedSince < 0 ? 0 : fanout.now() - blockedSince;
    }

    private void tell(Gap.Reason why, Collection<String> topics, EventId resume) {
        gapTold = true;
        write(format().gap(Gap.of(why, topics, here().toString(), resume)));
    }

    private void write(Buffer bytes) {
        if (!subscription.closed()) {
            subscription.send(bytes);
        }
    }

    private void again() {
        waiting = true;
        fanout.onLoop(() -> {
            waiting = false;
            step();
        });
    }

    private void pause(long milliseconds, Runnable then) {
        waiting = true;
        fanout.later(milliseconds, () -> {
            waiting = false;
            if (!subscription.closed()) {
                then.run();
            }
        });
    }

    private EventId here() {
        return new EventId(lineage.epoch(), position);
    }

    private WireFormat format() {
        return subscription.format();
    }
}
