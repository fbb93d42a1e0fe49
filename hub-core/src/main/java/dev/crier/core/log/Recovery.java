package dev.crier.core.log;

import dev.crier.core.spi.Lineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
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
    /** The holes of earlier lives and those that were found now. */
    private final List<Lineage.Hole> holes = new ArrayList<>();

    private @Nullable DiskState state;
    private long head;
    /** Whether something can't be read that stood after {@link #damagedAfter} and before the next event. */
    private boolean damaged;

    private long damagedAfter;
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
        holes.addAll(knownHoles());
        Iterator<Segment> segments = folder.segments().iterator();
        while (segments.hasNext()) {
            Segment segment = segments.next();
            head = Math.max(head, segment.base() - 1); // all before was taken when it was begun
            scan(segment, !segments.hasNext());
        }
        DiskState next = state == null ? DiskState.begin(boot).withHoles(holes) : goOn(state.withHoles(holes));
        history.resumeAt(head, next.forgotten());
        return next.withForgotten(history.forgotten()).withClean(false);
    }

    /**
     * The holes that the newest state tells of. They are asked for before all else: a segment that was written anew stands
     * before the state that tells of the hole in it.
     */
    private List<Lineage.Hole> knownHoles() throws IOException {
        List<Segment> segments = folder.segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            DiskState newest = newestState(segments.get(i));
            if (newest != null) {
                return newest.holes();
            }
        }
        return List.of();
    }

    private @Nullable DiskState newestState(Segment segment) throws IOException {
        ByteBuffer bytes = segment.map();
        DiskState newest = null;
        int at = 0;
        while (at >= 0 && at < bytes.limit()) {
            int length = reader.length(bytes, at);
            if (length > 0
                    && RecordReader.isState(bytes, at)
                    && read(segment, bytes, at) instanceof Stored.OfState found) {
                newest = found.state();
            }
            at = length > 0 ? at + length : reader.find(bytes, at + 1);
        }
        return newest;
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
                damage();
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
            damage();
            LOG.error(
                    "The last {} bytes of {}, after position {}, can't be read; they are cut off, and what stood there is lost",
                    bytes,
                    segment.file(),
                    head);
        }
    }

    /** Something can't be read here; nobody knows how much before the next event. */
    private void damage() {
        if (!damaged) {
            damaged = true;
            damagedAfter = head;
        }
    }

    private Stored read(Segment segment, ByteBuffer bytes, int at) throws IOException {
        try {
            return reader.read(bytes, at);
        } catch (IOException unknown) {
            throw new IOException(segment.file() + " can't be read: " + unknown.getMessage(), unknown);
        }
    }

    private void take(Segment segment, ByteBuffer bytes, int at, int length) throws IOException {
        Stored stored = read(segment, bytes, at);
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

    /** What could not be read was not after a position; topics that stood there may be forgotten. */
    private void noteDamage(long through) {
        if (damaged) {
            damaged = false;
            history.resumeAt(head, through);
            if (through > damagedAfter) {
                noteHole(new Lineage.Hole(damagedAfter, through));
            }
        }
    }

    private void noteHole(Lineage.Hole found) {
        boolean known =
                holes.stream().anyMatch(hole -> hole.after() <= found.after() && found.through() <= hole.through());
        if (!known) {
            holes.add(found);
            holes.sort(Comparator.comparingLong(Lineage.Hole::after));
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
        return holes.stream().anyMatch(hole -> hole.after() < position && position <= hole.through());
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
        history.resumeAt(end, damaged ? head : 0);
        noteHole(new Lineage.Hole(damaged ? damagedAfter : head, end));
        head = end;
        return here.withHoles(holes);
    }
}
