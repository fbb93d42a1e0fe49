package dev.crier.core.log;

import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.TopicSummary;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of one topic: its newest records, its head, and how far it was evicted.
 *
 * <p>One writer; readers on any thread. An eviction raises {@link #newestEvicted} before it takes the record out, so a reader
 * that collects records first and then looks at it knows exactly which of them were kept at that moment.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
final class TopicHistory {

    private final Topic topic;
    private final Retention retention;
    private final long appearedAfter;
    private final ConcurrentSkipListMap<Long, LogRecord> records = new ConcurrentSkipListMap<>();
    private volatile long newestEvicted;
    private volatile long head;
    private volatile long bytes;
    private volatile int events;
    private volatile Instant lastTime = Instant.EPOCH;

    /**
     * Makes an empty history.
     *
     * @param appearedAfter the position up to which events of this topic may have been forgotten, 0 if none can
     */
    TopicHistory(Topic topic, Retention retention, long appearedAfter) {
        this.topic = topic;
        this.retention = retention;
        this.appearedAfter = appearedAfter;
        this.head = appearedAfter;
    }

    long appearedAfter() {
        return appearedAfter;
    }

    Topic topic() {
        return topic;
    }

    long head() {
        return head;
    }

    long newestEvicted() {
        return newestEvicted;
    }

    long bytes() {
        return bytes;
    }

    int events() {
        return events;
    }

    ConcurrentSkipListMap<Long, LogRecord> records() {
        return records;
    }

    void add(LogRecord log) {
        records.put(log.position(), log);
        bytes += log.event().cost();
        events++;
        head = log.position();
        lastTime = log.event().time();
    }

    /** The oldest record if retention lets it go, else null. */
    @Nullable
    LogRecord expendable(Instant now) {
        Map.Entry<Long, LogRecord> oldest = records.firstEntry();
        if (oldest == null) {
            return null;
        }
        boolean over = events > retention.events() || (bytes > retention.bytes() && events > 1);
        boolean old = oldest.getValue().event().time().plus(retention.age()).isBefore(now);
        return over || old ? oldest.getValue() : null;
    }

    /** Takes out the oldest record, which must be this one. */
    void evict(LogRecord oldest) {
        newestEvicted = oldest.position();
        records.remove(oldest.position());
        bytes -= oldest.event().cost();
        events--;
    }

    TopicSummary summary() {
        Map.Entry<Long, LogRecord> oldest = records.firstEntry();
        return new TopicSummary(topic, head, oldest == null ? 0 : oldest.getKey(), events, bytes, lastTime);
    }
}
