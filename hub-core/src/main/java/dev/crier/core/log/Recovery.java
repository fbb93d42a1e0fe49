package dev.crier.core.log;

import dev.crier.core.spi.Lineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all segments when a log on disk is opened, and finds out what is there, what is missing, and where to go on.
 *
 * <p>What retention let go may still stand there. A topic's record that doesn't follow on the one before it says that what was
 * between them is gone, and everything before; so what is taken back is always a topic's newest. Used once, by one thread.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** How far the next position is from what can't be known any more. */
    private static final long LEAP = 1 << 21;

    private final SegmentFolder folder;
    private final History<StoredRecord> history;
    private final IdempotencyStore idempotency;
    private final String boot;
    private final RecordReader reader = new RecordReader();
    private @Nullable DiskState state;
    private long head;
    /** Whether what stands between the head and the next event can't be read. */
    private boolean damaged;
    /** Whether the end was cut off because something was written by half. */
    private boolean torn;

    /**
     * Prepares to read.
     *
     * @param boot names this run of the operating system
     */
    Recovery(SegmentFolder folder, History<StoredRecord> history, IdempotencyStore idempotency, String boot) {
        this.folder = folder;
        this.history = history;
        this.idempotency = idempotency;
        this.boot = boot;
    }

    /** The newest position that is taken; the next one is greater. */
    long head() {
        return head;
    }

    /**
     * Reads everything.
     *
     * @return what holds from now on; it has to be written before the first event
     */
    DiskState run() throws IOException {
        Iterator<Segment> segments = folder.segments().iterator();
        while (segments.hasNext()) {
            Segment segment = segments.next();
            scan(segment, !segments.hasNext());
        }
        DiskState next = state == null ? DiskState.begin(boot) : goOn(state);
        history.resumeAt(head, next.forgotten());
        return next.withForgotten(history.forgotten()).withClean(false);
    }

    private void scan(Segment segment, boolean newest) throws IOException {
        ByteBuffer bytes = segment.map();
        int at = 0;
        while (at < bytes.limit()) {
            int length = reader.length(bytes, at);
            if (length <= 0) {
                int next = reader.find(bytes, at + 1);
                if (next < 0 && newest) {
                    cut(segment, at, length == RecordReader.TORN);
                    return;
                }
                length = (next < 0 ? bytes.limit() : next) - at;
                damaged = true;
                LOG.error(
                        "{} bytes at byte {} of {} can't be read; what stood there, after position {}, is lost",
                        length,
                        at,
                        segment.file(),
                        head);
            } else {
                take(segment, bytes, at, length);
            }
            at += length;
        }
    }

    private void cut(Segment segment, int at, boolean byHalf) throws IOException {
        long bytes = segment.size() - at;
        segment.cut(at);
        if (byHalf) {
            torn = true;
            LOG.warn(
                    "The last {} bytes of {}, after position {}, were written by half, so nobody got them: cut off",
                    bytes,
                    segment.file(),
                    head);
        } else {
            damaged = true;
            LOG.error(
                    "The last {} bytes of {}, after position {}, can't be read; they are cut off, and what stood there is lost",
                    bytes,
                    segment.file(),
                    head);
        }
    }

    private void take(Segment segment, ByteBuffer bytes, int at, int length) throws IOException {
        Stored stored;
        try {
            stored = reader.read(bytes, at);
        } catch (IOException unknown) {
            throw new IOException(segment.file() + " can't be read: " + unknown.getMessage(), unknown);
        }
        if (stored instanceof Stored.OfEvent event) {
            if (event.position() > head) { // else it stands in a segment that was replaced already
                noteDamage(event.position() - 1);
                take(event, segment, at, length);
                head = event.position();
            }
        } else if (stored instanceof Stored.OfTopic topic) {
            take(topic);
            segment.gained(length);
        } else if (stored instanceof Stored.OfKey key) {
            idempotency.remember(key.first());
            segment.gained(length);
        } else if (stored instanceof Stored.OfState newest) {
            state = newest.state();
        }
    }

    /** What could not be read was after the head and not after a position; topics that stood there may be forgotten. */
    private void noteDamage(long through) {
        if (damaged) {
            damaged = false;
            DiskState before = state == null ? DiskState.begin(boot) : state;
            history.resumeAt(head, through);
            state = through > head ? before.withHole(head, through) : before;
        }
    }

    private void take(Stored.OfEvent event, Segment segment, int at, int length) {
        TopicHistory<StoredRecord> topic = topic(event);
        history.add(
                topic,
                new StoredRecord(event.position(), topic.topic(), event.time(), event.cost(), segment, at, length));
        segment.gained(length);
        if (event.idempotency().present()) {
            idempotency.remember(IdempotencyStore.First.of(event));
        }
    }

    private TopicHistory<StoredRecord> topic(Stored.OfEvent event) {
        TopicHistory<StoredRecord> known = history.known(event.topic());
        if (known != null && event.first()) {
            history.evictUpTo(known, known.head());
            history.resumeAt(0, event.prev());
            return history.appear(event.topic(), event.prev());
        }
        if (known == null) {
            history.makeRoom();
            TopicHistory<StoredRecord> appeared = history.appear(event.topic(), event.first() ? event.prev() : 0);
            if (event.first()) {
                history.resumeAt(0, event.prev());
            } else {
                history.resumeAfter(appeared, event.prev(), 0);
            }
            return appeared;
        }
        if (event.prev() != known.head() && !lost(event.prev())) {
            history.evictUpTo(known, event.prev());
        }
        return known;
    }

    private boolean lost(long position) {
        return state != null
                && state.holes().stream().anyMatch(hole -> hole.after() < position && position <= hole.through());
    }

    private void take(Stored.OfTopic silent) {
        TopicHistory<StoredRecord> topic = history.known(silent.topic());
        if (topic == null) {
            history.makeRoom();
            topic = history.appear(silent.topic(), 0);
        }
        if (topic.head() < silent.head()) {
            history.evictUpTo(topic, silent.head());
            history.resumeAfter(topic, silent.head(), silent.time());
        }
        head = Math.max(head, silent.head());
    }

    /** What is missing at the end, and where the next position is. */
    private DiskState goOn(DiskState newest) {
        DiskState here = newest.in(boot);
        boolean sameBoot = boot.equals(newest.boot());
        boolean powerCut = !newest.clean() && !sameBoot && newest.ceiling() > head;
        if (!damaged && !powerCut) {
            head = torn ? Math.max(head, newest.ceiling()) : head;
            return here;
        }
        long end = newest.ceiling() > head ? newest.ceiling() : head + LEAP;
        if (powerCut) {
            LOG.warn(
                    "The machine stopped without closing the log: what was written last, after position {}, may be lost, and"
                            + " subscribers who saw none of it are told so",
                    head);
        }
        Lineage.Hole hole = new Lineage.Hole(head, end);
        head = end;
        history.resumeAt(head, damaged ? hole.after() : 0);
        return here.withHole(hole.after(), hole.through());
    }
}
