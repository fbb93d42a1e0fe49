package dev.crier.core.log;

import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.spi.TopicSummary;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of one topic: its newest records, its head, and how far it was evicted.
 *
 * <p>One writer; readers on any thread. An eviction raises {@link #newestEvicted} before it takes the record out, so a reader
 * that collects records first and then looks at it knows exactly which of them were kept at that moment.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
final class TopicHistory<E extends Kept> {

    private final Topic topic;
    private final Retention retention;
    private final long appearedAfter;
    private final RecordTape<E> records = new RecordTape<>();
    private final long ageMillis;
    private volatile long newestEvicted;
    private volatile long head;
    private volatile long bytes;
    private volatile int events;
    private volatile long lastTime;
    private int sizeClass = -1;

    /**
     * Makes an empty history.
     *
     * @param appearedAfter the position up to which events of this topic may have been forgotten, 0 if none can
     */
    TopicHistory(Topic topic, Retention retention, long appearedAfter) {
        this.topic = topic;
        this.retention = retention;
        this.ageMillis = millis(retention.age());
        this.appearedAfter = appearedAfter;
        this.head = appearedAfter;
    }

    /** In milliseconds; an age beyond what those can say is as good as the greatest they can. */
    private static long millis(Duration age) {
        return age.toSeconds() > Long.MAX_VALUE / 2_000 ? Long.MAX_VALUE / 2 : age.toMillis();
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

    /** When its newest event was accepted, in milliseconds since 1970. */
    long lastTime() {
        return lastTime;
    }

    RecordTape<E> records() {
        return records;
    }

    /** Which class of the biggest topics it is in, -1 for none; the writer's. */
    int sizeClass() {
        return sizeClass;
    }

    void sizeClass(int newClass) {
        sizeClass = newClass;
    }

    void add(E log) {
        records.append(log);
        bytes += log.cost();
        events++;
        head = log.position();
        lastTime = log.time();
    }

    /** Goes on where an earlier life of the log stood: all up to a position is gone. */
    void resumeAfter(long position, long time) {
        newestEvicted = Math.max(newestEvicted, position);
        head = Math.max(head, position);
        lastTime = Math.max(lastTime, time);
    }

    /** The oldest record if retention lets it go, else null. */
    @Nullable
    E expendable(Instant now) {
        E oldest = records.first();
        if (oldest == null) {
            return null;
        }
        boolean over = events > retention.events() || (bytes > retention.bytes() && events > 1);
        boolean old = now.toEpochMilli() - oldest.time() > ageMillis;
        return over || old ? oldest : null;
    }

    /** Takes out the oldest record, which must be this one. */
    void evict(E oldest) {
        newestEvicted = oldest.position();
        records.remove(oldest.position());
        bytes -= oldest.cost();
        events--;
    }

    TopicSummary summary() {
        RecordTape.View<E> kept = records.view();
        long oldest = kept.start() < kept.end() ? kept.positions()[kept.start()] : 0;
        return new TopicSummary(topic, head, oldest, events, bytes, Instant.ofEpochMilli(lastTime));
    }
}
