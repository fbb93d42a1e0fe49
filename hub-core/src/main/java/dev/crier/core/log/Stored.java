package dev.crier.core.log;

import dev.crier.core.Event;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.Topic;
import dev.crier.core.spi.LogRecord;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What a record in a segment says; see {@link RecordWriter}. Immutable. */
sealed interface Stored {

    /**
     * An event.
     *
     * @param first whether it was the first that was remembered of its topic, see {@link RecordWriter#FIRST}
     * @param data its data in UTF-8, as long as the bytes that it was read from
     * @param idempotency {@link IdempotencyKey#NONE} if it has none
     */
    record OfEvent(
            long position,
            long prev,
            boolean first,
            long time,
            Topic topic,
            String type,
            String key,
            ByteBuffer data,
            IdempotencyKey idempotency)
            implements Stored {

        /** As {@link Event#cost()} says. */
        long cost() {
            return (long) Event.OVERHEAD + data.remaining() + type.length() + key.length();
        }

        /** The whole record, with the log's own instance of its topic. */
        LogRecord record(Topic own) {
            Event event = new Event(own, type, key, RecordReader.string(data), Instant.ofEpochMilli(time));
            return new LogRecord(position, prev, event);
        }
    }

    /** A topic that keeps nothing, with its newest event's place and time. */
    record OfTopic(Topic topic, long head, long time) implements Stored {}

    /** An idempotency key whose event is gone. */
    record OfKey(IdempotencyStore.First first) implements Stored {}

    /** What holds for the whole log. */
    record OfState(DiskState state) implements Stored {}
}
