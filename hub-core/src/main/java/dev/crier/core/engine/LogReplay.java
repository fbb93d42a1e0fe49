package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is older than the window from the log, for one catch-up: a page at a time, under the hub's replay budget.
 *
 * <p>Only for the event loop of its {@link Fanout}; the reading itself is the log's affair and never on that loop. A read that
 * fails is tried again with back-off, and in the end the stream is closed: a broken log is never reported as a gap.
 */
final class LogReplay {

    private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);
    private static final int MOST_EVENTS = 512;
    private static final int MOST_ATTEMPTS = 6;
    private static final long FIRST_BACK_OFF = 100;
    private static final long REREAD_PAUSE = 10;

    private final EventLog log;
    private final ReplayBudget budget;
    private final Window window;
    private final EventLoop loop;
    private final SpareTime spare;
    private final TopicFilter filter;
    private final Lineage lineage;
    private final GapFinder gaps;
    private final BooleanSupplier gone;
    private int failures;

    /**
     * What was read.
     *
     * @param page the records
     * @param lost what turned out to be lost before them
     * @param through the position up to which that is complete
     * @param resume the position of the first record, or else {@code through}
     */
    record Stretch(Page page, GapFinder.Lost lost, long through, long resume) {

        /** The frames of the records in one buffer. */
        Buffer frames(WireFormat format, Lineage lineage) {
            Buffer joined = Buffer.buffer();
            for (LogRecord log : page.records()) {
                joined.appendBuffer(format.frame(new EventId(lineage.epoch(), log.position()), log.event()));
            }
            return joined;
        }
    }

    /**
     * Makes one that stands nowhere yet.
     *
     * @param gone whether nobody waits for it any more, so that nothing is read; asked on any thread
     */
    LogReplay(
            EventLog log,
            ReplayBudget budget,
            Window window,
            EventLoop loop,
            SpareTime spare,
            TopicFilter filter,
            Lineage lineage,
            BooleanSupplier gone) {
        this.log = log;
        this.budget = budget;
        this.window = window;
        this.loop = loop;
        this.spare = spare;
        this.filter = filter;
        this.lineage = lineage;
        this.gaps = new GapFinder(window, lineage);
        this.gone = gone;
    }

    /** Remembers that what a crash lost up to a position is announced; false if it was before. */
    boolean announceHoles(long upTo) {
        return gaps.announceHoles(upTo);
    }

    /** What is lost to a reader who goes from a position to the window's head without reading: topics, or patterns. */
    Collection<String> passedOver(long position, long head) {
        return gaps.passedOver(filter, position, head);
    }

    /**
     * Reads on from a position to the window's floor, as far as one page goes.
     *
     * @param next hears what was read
     * @param failed hears that the log can't be read
     */
    void read(long after, Consumer<Stretch> next, Runnable failed) {
        Window.Bounds now = window.bounds();
        // Another lineage's floor means nothing here; whoever hears the answer looks at the lineage first.
        long floor = now.lineage().equals(lineage) ? now.floorPosition() : after;
        unlessGone(() -> log.read(filter, after, floor, MOST_EVENTS, FrameJoiner.MOST_BYTES))
                .onComplete(done -> inSpareTime(() -> {
                    if (done.failed()) {
                        retry(done.cause(), () -> read(after, next, failed), failed);
                        return;
                    }
                    failures = 0;
                    Page page = done.result();
                    if (!window.bounds().lineage().equals(lineage)) {
                        next.accept(new Stretch(page, GapFinder.Lost.NOTHING, after, after));
                        return;
                    }
                    Optional<GapFinder.Lost> lost = gaps.judge(page, after);
                    if (lost.isEmpty()) {
                        loop.later(REREAD_PAUSE, () -> read(after, next, failed));
                        return;
                    }
                    long through = page.more() ? page.through() : Math.max(page.through(), floor);
                    long resume = page.records().isEmpty()
                            ? through
                            : page.records().get(0).position();
                    next.accept(new Stretch(page, lost.get(), through, resume));
                }));
    }

    /**
     * Finds the position after which the newest events stand.
     *
     * @param found hears it
     * @param failed hears that the log can't be read
     */
    void cursorBefore(int events, Consumer<Long> found, Runnable failed) {
        unlessGone(() -> log.cursorBefore(filter, events))
                .onComplete(done -> inSpareTime(() -> {
                    if (done.failed()) {
                        retry(done.cause(), () -> cursorBefore(events, found, failed), failed);
                    } else {
                        failures = 0;
                        found.accept(done.result());
                    }
                }));
    }

    /** Reads when its turn comes, if somebody still waits for it then. */
    private <T> Future<T> unlessGone(Supplier<Future<T>> read) {
        return budget.read(() -> gone.getAsBoolean() ? Future.failedFuture("the reader has gone") : read.get());
    }

    private void inSpareTime(Runnable work) {
        loop.run(() -> spare.add(work));
    }

    private void retry(Throwable cause, Runnable again, Runnable failed) {
        if (gone.getAsBoolean()) {
            return;
        }
        failures++;
        LOG.warn("Reading the log for a subscriber of {} failed, attempt {}: {}", filter, failures, cause.toString());
        if (failures == MOST_ATTEMPTS) {
            failed.run();
        } else {
            loop.later(FIRST_BACK_OFF << (failures - 1), again);
        }
    }
}
