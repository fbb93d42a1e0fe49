package dev.crier.core.log;

import dev.crier.core.Topic;

/**
 * Where an event of a log on disk is. The place changes when its segment is written anew, by the log's thread; readers on any
 * thread may see half of such a change, and find out, since what they read there is another record or none.
 */
final class StoredRecord implements Kept {

    private final long position;
    private final Topic topic;
    private final long time;
    private final int cost;
    private final int length;
    private volatile int offset;
    private volatile Segment segment;
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

    int offset() {
        return offset;
    }

    Segment segment() {
        return segment;
    }

    void move(Segment to, long at) {
        offset = (int) at;
        segment = to;
    }

    /** It is kept no more. */
    void evict() {
        evicted = true;
        segment.lost(length);
    }

    boolean evicted() {
        return evicted;
    }
}
