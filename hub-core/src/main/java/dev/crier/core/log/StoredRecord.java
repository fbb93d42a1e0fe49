package dev.crier.core.log;

import dev.crier.core.Topic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where an event of a log on disk is. The place changes when its segment is written anew, by the log's thread; read on any. */
final class StoredRecord implements Kept {

    /** A place in a file. */
    record Place(Segment segment, int offset) {}

    private final long position;
    private final Topic topic;
    private final long time;
    private final int cost;
    private final int length;
    private volatile int offset;
    /** Null while it changes, so that nobody takes the offset in one for that in the other. */
    private volatile @Nullable Segment segment;

    /** Whether retention let it go; the log thread's. */
    private boolean evicted;

    StoredRecord(long position, Topic topic, long time, long cost, Segment segment, long offset, int length) {
        this.position = position;
        this.topic = topic;
        this.time = time;
        this.cost = (int) cost;
        this.segment = segment;
        this.offset = (int) offset;
        this.length = length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public Topic topic() {
        return topic;
    }

    @Override
    public long cost() {
        return cost;
    }

    @Override
    public long time() {
        return time;
    }

    int length() {
        return length;
    }

    /** Where it is at this moment; null if it is just being moved. */
    @Nullable
    Place place() {
        Segment in = segment;
        int at = offset;
        return in != null && in == segment ? new Place(in, at) : null;
    }

    /** Goes to another file; never to one that it was in before, which a reader could take for the place that it has left. */
    void move(Segment to, long at) {
        segment = null;
        offset = (int) at;
        segment = to;
    }

    /** It is kept no more. */
    void evict() {
        evicted = true;
        Objects.requireNonNull(segment).lost(length);
    }

    boolean evicted() {
        return evicted;
    }
}
