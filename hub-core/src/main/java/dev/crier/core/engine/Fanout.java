package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.spi.Lineage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the window to the subscriptions of one event loop.
 *
 * <p>All of it runs on that loop; only {@link #wake()} and {@link #done()} are called by the sequencer. A wake-up begins a
 * {@link Round}: it reads the window from this loop's cursor to the head, notes for each audience that matches which events
 * are due, and then writes audience by audience, each join of events once as one buffer to every member. What is published
 * meanwhile waits for the next round, and so is joined: the more there is to do, the fewer writes an event costs.
 *
 * <p>There is no queue per subscriber. Whoever can't be written to leaves its audience and catches up (see {@link CatchUp}),
 * as a new one does.
 */
public final class Fanout implements Window.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(Fanout.class);

    private final FanoutParts parts;
    private final EventLoop loop;
    private final Window window;
    private final Runnable progressed;

    private final Audiences audiences = new Audiences();
    private final Streams streams;
    private final Round round;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final long timer;
    private Lineage lineage;
    private long cursor;
    private long cursorPosition;
    /** The position up to which every member of an audience has got everything, whatever becomes of the round under way. */
    private long passed;

    private boolean noticesDue;
    private volatile long done = Long.MAX_VALUE;

    /**
     * Makes the fan-out of the current event loop; {@link Hub#fanout()} does.
     *
     * @param progressed called when this loop has passed more of the window
     */
    Fanout(FanoutParts parts, Interest interest, Runnable progressed) {
        this.parts = parts;
        this.loop = parts.loop();
        this.window = parts.window();
        this.progressed = progressed;
        this.streams = new Streams(audiences, interest, parts.tally(), this::idle);
        this.round = new Round(
                loop, audiences, parts.joiner(), parts.tally(), this::fallBehind, this::roundFailed, this::endRound);
        this.lineage = window.bounds().lineage();
        window.register(this);
        this.timer = loop.vertx().setPeriodic(parts.tick(), id -> tick());
    }

    // ---- what the sequencer calls

    @Override
    public long done() {
        return done;
    }

    @Override
    public void wake() {
        if (done != Long.MAX_VALUE && woken.compareAndSet(false, true)) {
            loop.run(() -> {
                // Cleared before the head is read: what comes after that wakes this loop again.
                woken.set(false);
                beginRound();
            });
        }
    }

    // ---- rounds

    private void beginRound() {
        if (round.underWay() || streams.isEmpty()) {
            return;
        }
        round.begin();
        long head = window.bounds().head();
        long next = cursor;
        while (next < head) {
            WindowEntry slot = window.at(next);
            if (slot == null) {
                lapped();
                next = cursor;
                break;
            }
            if (slot instanceof WindowEntry.Entry entry) {
                round.add(entry);
                cursorPosition = entry.position();
                next++;
            } else if (next == cursor) {
                anotherLineage((WindowEntry.Begin) slot);
                next++;
                cursor = next;
            } else {
                break;
            }
        }
        cursor = next;
        addNotices();
        round.deliver();
    }

    /** Gives audiences that were silent for a heartbeat a sign of life. */
    private void addNotices() {
        if (noticesDue) {
            noticesDue = false;
            EventId place = new EventId(lineage.epoch(), cursorPosition);
            audiences
                    .announce(place, loop.now() - parts.options().heartbeat().toMillis())
                    .forEach(round::add);
        }
    }

    private void endRound() {
        passed = cursorPosition;
        if (!streams.isEmpty()) {
            done = cursor;
        }
        progressed.run();
        if (window.bounds().head() > cursor) {
            wake();
        }
    }

    /** The writer went on without this loop: everybody finds their own place again. */
    private void lapped() {
        LOG.warn("An event loop was lapped by the window; its subscribers catch up from the log");
        Lineage before = lineage;
        long passedBefore = passed;
        cursorToHead();
        dissolve(before, passedBefore);
    }

    /** Such as for want of memory: nobody is lost by it, since everybody catches up from where they are. */
    private void roundFailed(Throwable cause) {
        LOG.error("A round of deliveries failed; the subscribers of its event loop catch up", cause);
        dissolve(lineage, passed);
    }

    private void anotherLineage(WindowEntry.Begin begin) {
        Lineage before = lineage;
        lineage = begin.lineage();
        boolean same = lineage.epoch().equals(before.epoch());
        long passedBefore = same ? Math.min(passed, lineage.head()) : passed;
        cursorPosition = lineage.head();
        passed = cursorPosition;
        dissolve(before, passedBefore);
    }

    private void dissolve(Lineage before, long passedBefore) {
        round.abandon();
        for (Subscription subscription : audiences.dissolve()) {
            catchUp(subscription, before, passedBefore);
        }
    }

    private void cursorToHead() {
        Window.Bounds now = window.bounds();
        lineage = now.lineage();
        cursor = now.head();
        cursorPosition = now.headPosition();
        passed = cursorPosition;
    }

    // ---- subscriptions

    /**
     * Adds a subscription; the beginning of its stream is written before this returns. On the loop only.
     *
     * @param outlet where its bytes go
     */
    public Subscription subscribe(SubscriptionRequest request, Outlet outlet) {
        if (streams.isEmpty()) {
            // Registered before the head is read: what is appended from now on wakes this loop.
            done = window.bounds().head();
            cursorToHead();
            done = cursor;
        }
        Audience.Key key = new Audience.Key(request.filter(), request.format(), request.coding());
        Subscription subscription = new Subscription(this, streams, key, outlet);
        streams.add(subscription);
        outlet.onDrain(subscription::drained);
        new Opening(this, subscription).begin(request.start(), request.preamble());
        return subscription;
    }

    /** How many subscriptions this loop has. */
    public int subscriptions() {
        return streams.size();
    }

    /** Makes a subscription that has reached the cursor a member of its audience. */
    void join(Subscription subscription) {
        streams.caughtUp(subscription);
        audiences.join(subscription, cursorPosition, loop.now());
    }

    private void fallBehind(Subscription subscription) {
        if (!subscription.closed()) {
            audiences.leave(subscription);
            catchUp(subscription, lineage, passed);
        }
    }

    /** For a former member: it stands where its audience did, at an event, but may have passed more in a quiet time. */
    private void catchUp(Subscription subscription, Lineage of, long atLeast) {
        long position = Math.max(subscription.sentTo(), atLeast);
        catchUp(subscription, new CatchUp(this, subscription, of, position, Gap.Reason.OVERRUN, false));
    }

    /** Sets a subscription on its way to its audience; its first step is taken in the next turn. */
    CatchUp catchUp(Subscription subscription, CatchUp catchUp) {
        if (!subscription.closed()) {
            streams.catchUp(subscription, catchUp);
            parts.spare().add(catchUp::step);
        }
        return catchUp;
    }

    void hold(Subscription subscription) {
        if (subscription.audience() != null) {
            fallBehind(subscription);
        }
        CatchUp catchUp = subscription.catchUp();
        if (catchUp != null) {
            catchUp.hold();
        }
    }

    /** Nobody is left: the writer needn't wait for this loop, nor wake it. */
    private void idle() {
        done = Long.MAX_VALUE;
        parts.joiner().clear();
        progressed.run();
    }

    // ---- time

    /** Gives silent audiences a sign of life, and closes the readers that have stalled. */
    void tick() {
        streams.endStalled(parts.options().stallTimeout());
        noticesDue = true;
        beginRound();
    }

    /**
     * Ends all streams: each as soon as it has got what is there, those that lag when the time is up; each is told farewell.
     *
     * @param within how long to wait for the last to catch up
     * @param farewell makes the last bytes of a stream, in its format
     */
    public Future<Void> drain(Duration within, Function<WireFormat, Buffer> farewell) {
        long until = loop.now() + within.toMillis();
        return new Farewell(loop, streams, this::nothingNew, farewell, until)
                .begin()
                .onComplete(ended -> close());
    }

    private boolean nothingNew() {
        return !round.underWay() && window.bounds().head() <= cursor;
    }

    private void close() {
        loop.vertx().cancelTimer(timer);
        window.unregister(this);
        parts.joiner().close();
    }

    // ---- for the catch-ups

    FanoutParts parts() {
        return parts;
    }

    Lineage lineage() {
        return lineage;
    }

    /** The index up to which every audience has been passed, or is being passed in the round under way. */
    long cursor() {
        return cursor;
    }

    /** Runs once the round under way, or else the next one, is over. */
    void afterRound(Runnable work) {
        round.afterwards(work);
        wake();
    }
}
