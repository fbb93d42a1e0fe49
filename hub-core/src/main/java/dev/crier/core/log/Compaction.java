package dev.crier.core.log;

import dev.crier.core.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is left of neighbouring segments into one file that takes their place: the records that are kept, the heads of
 * topics that keep nothing, and the idempotency keys whose events are gone.
 *
 * <p>{@link #choose} and {@link #apply} belong to the log's thread, {@link #copy} to any one other, between the two.
 */
final class Compaction {

    /** A run of which less than this part is waste isn't worth the copying. */
    private static final int LEAST_WASTE = 4;

    private static final int CHUNK = 1 << 20;

    /** Where a record is after the copying. */
    private record Moved(StoredRecord record, long offset) {}

    /** A topic that keeps nothing, as it was at one moment: a later head stands in a later file. */
    private record Silent(Topic topic, long head, long time) {

        static Stream<Silent> of(TopicHistory<StoredRecord> topic) {
            Silent before = new Silent(topic.topic(), topic.head(), topic.lastTime());
            return topic.events() == 0 ? Stream.of(before) : Stream.empty();
        }
    }

    private final SegmentFolder folder;
    private final History<StoredRecord> history;
    private final List<Segment> run;
    private final long before;
    private final List<IdempotencyStore.First> keys;
    private final List<Moved> moved = new ArrayList<>();
    private final RecordWriter writer = new RecordWriter();
    private volatile boolean cancelled;
    private long notes;
    private @Nullable Segment copy;

    private Compaction(
            SegmentFolder folder,
            History<StoredRecord> history,
            List<Segment> run,
            long before,
            List<IdempotencyStore.First> keys) {
        this.folder = folder;
        this.history = history;
        this.run = run;
        this.before = before;
        this.keys = keys;
    }

    /** The segments whose compaction gains most for its effort; null if none gains enough. */
    static @Nullable Compaction choose(
            SegmentFolder folder,
            History<StoredRecord> history,
            IdempotencyStore idempotency,
            long segmentBytes,
            Instant now) {
        List<Segment> segments = folder.segments();
        List<Segment> best = List.of();
        long before = 0;
        double bestGain = 0;
        for (int first = 0; first < segments.size() - 1; first++) {
            long live = 0;
            long size = 0;
            for (int next = first; next < segments.size() - 1; next++) {
                live += segments.get(next).live();
                size += segments.get(next).size();
                double gain = (double) (size - live) / (live + CHUNK);
                if (live > segmentBytes) {
                    break;
                }
                if (gain > bestGain && size - live > size / LEAST_WASTE) {
                    bestGain = gain;
                    best = List.copyOf(segments.subList(first, next + 1));
                    before = segments.get(next + 1).base();
                }
            }
        }
        if (best.isEmpty()) {
            return null;
        }
        List<IdempotencyStore.First> keys = idempotency.between(best.get(0).base(), before, now);
        return new Compaction(folder, history, best, before, keys);
    }

    /** Writes the file and has the disk keep it. What fails leaves everything as it was. */
    void copy() throws IOException {
        long base = run.get(0).base();
        // In this order: what is evicted in between stands in the file needlessly, and nothing is missing in it.
        List<StoredRecord> kept = history.between(base - 1, before);
        List<Silent> silent = history.topics().stream()
                .flatMap(Silent::of)
                .filter(topic -> topic.head() >= base && topic.head() < before)
                .toList();
        if (kept.isEmpty() && silent.isEmpty() && keys.isEmpty()) {
            return;
        }
        Segment target = folder.replacement(base);
        try {
            copyEvents(kept, target);
            copyNotes(kept, silent, target);
            target.sync();
            copy = target;
        } catch (IOException | RuntimeException failed) {
            folder.discard(target);
            throw failed;
        }
    }

    private void copyEvents(List<StoredRecord> kept, Segment target) throws IOException {
        RecordReader reader = new RecordReader();
        for (StoredRecord record : kept) {
            if (cancelled) {
                throw new IOException("the log is being closed");
            }
            StoredRecord.Place from = Objects.requireNonNull(record.place());
            ByteBuffer bytes = from.segment().read(from.offset(), record.length());
            if (reader.length(bytes, 0) != record.length()) {
                throw new IOException("position " + record.position() + " in "
                        + from.segment().file() + " can't be read");
            }
            moved.add(new Moved(record, target.size() + writer.size()));
            writer.copy(bytes);
            flush(target, CHUNK);
        }
    }

    private void copyNotes(List<StoredRecord> kept, List<Silent> silent, Segment target) throws IOException {
        for (Silent topic : silent) {
            notes += writer.topic(topic.topic(), topic.head(), topic.time());
            flush(target, CHUNK);
        }
        Set<Long> positions = new HashSet<>();
        kept.forEach(record -> positions.add(record.position()));
        for (IdempotencyStore.First key : keys) {
            if (!positions.contains(key.position())) {
                notes += writer.key(key);
                flush(target, CHUNK);
            }
        }
        flush(target, 1);
    }

    private void flush(Segment target, int atLeast) throws IOException {
        if (writer.size() >= atLeast) {
            target.append(writer.written());
            writer.clear();
        }
    }

    /** Puts the file in the place of the segments. */
    void apply() throws IOException {
        Segment target = copy;
        if (target != null) {
            target.gained(notes);
            for (Moved each : moved) {
                if (!each.record().evicted()) {
                    target.gained(each.record().length());
                    each.record().move(target, each.offset());
                }
            }
        }
        folder.replace(run, target);
    }

    /** Has the copying end soon, in vain. Safe on any thread. */
    void cancel() {
        cancelled = true;
    }

    /** Gives the file up. */
    void discard() throws IOException {
        if (copy != null) {
            folder.discard(copy);
        }
    }
}
