package dev.crier.core.log;

import dev.crier.core.IdempotencyKey;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads what {@link RecordWriter} wrote, and finds out what it did not. Not thread-safe. */
final class RecordReader {

    /** The buffer ends within what may be a record. */
    static final int TORN = 0;

    /** What stands there is no record. */
    static final int BROKEN = -1;

    private final CRC32C crc = new CRC32C();

    /** The length of the record that begins at an index; {@link #TORN} or {@link #BROKEN} if there is none. */
    int length(ByteBuffer buffer, int at) {
        int left = buffer.limit() - at;
        if (left < RecordWriter.HEADER) {
            return left < Short.BYTES || buffer.getShort(at) == RecordWriter.MAGIC ? TORN : BROKEN;
        }
        int payload = buffer.getInt(at + 4);
        if (buffer.getShort(at) != RecordWriter.MAGIC || payload < 0) {
            return BROKEN;
        }
        if (payload > left - RecordWriter.HEADER) {
            return TORN;
        }
        int end = at + RecordWriter.HEADER + payload;
        boolean whole = RecordWriter.checksum(crc, buffer, at, end) == buffer.getInt(at + RecordWriter.CRC_AT);
        return whole ? end - at : BROKEN;
    }

    /** The next index at which a record begins, -1 if there is none. */
    int find(ByteBuffer buffer, int from) {
        for (int at = from; at <= buffer.limit() - RecordWriter.HEADER; at++) {
            if (buffer.getShort(at) == RecordWriter.MAGIC && length(buffer, at) > 0) {
                return at;
            }
        }
        return -1;
    }

    /** Whether the record that begins at an index and is whole says what holds for the whole log. */
    static boolean isState(ByteBuffer buffer, int at) {
        return buffer.get(at + 2) == RecordWriter.STATE;
    }

    /**
     * What the record says that begins at an index and is whole.
     *
     * @throws IOException if it is of another version
     */
    Stored read(ByteBuffer buffer, int at) throws IOException {
        byte kind = buffer.get(at + 2);
        byte flags = buffer.get(at + 3);
        ByteBuffer payload = buffer.duplicate()
                .limit(at + RecordWriter.HEADER + buffer.getInt(at + 4))
                .position(at + RecordWriter.HEADER);
        return switch (kind) {
            case RecordWriter.EVENT -> event(payload, flags);
            case RecordWriter.TOPIC -> {
                long head = payload.getLong();
                long time = payload.getLong();
                yield new Stored.OfTopic(new Topic(text(payload)), head, time);
            }
            case RecordWriter.KEY -> key(payload);
            case RecordWriter.STATE -> state(payload, (flags & RecordWriter.CLEAN) != 0);
            default -> throw new IOException("a record of the unknown kind " + kind);
        };
    }

    private static Stored event(ByteBuffer payload, byte flags) {
        long position = payload.getLong();
        long prev = payload.getLong();
        long time = payload.getLong();
        Topic topic = new Topic(text(payload));
        String type = text(payload);
        String key = text(payload);
        ByteBuffer data = bytes(payload);
        IdempotencyKey once = (flags & RecordWriter.ONCE) == 0 ? IdempotencyKey.NONE : idempotency(payload);
        boolean first = (flags & RecordWriter.FIRST) != 0;
        return new Stored.OfEvent(position, prev, first, time, topic, type, key, data, once);
    }

    private static Stored key(ByteBuffer payload) {
        long position = payload.getLong();
        Instant time = Instant.ofEpochMilli(payload.getLong());
        Topic topic = new Topic(text(payload));
        IdempotencyKey key = idempotency(payload);
        ByteBuffer bytes = bytes(payload);
        byte[] digest = new byte[bytes.remaining()];
        bytes.get(digest);
        return new Stored.OfKey(new IdempotencyStore.First(topic, key, digest, position, time));
    }

    private static Stored state(ByteBuffer payload, boolean clean) throws IOException {
        long version = payload.getLong();
        if (version != DiskState.VERSION) {
            throw new IOException("its form is version " + version + ", and this hub reads " + DiskState.VERSION);
        }
        String epoch = text(payload);
        String boot = text(payload);
        long ceiling = payload.getLong();
        long forgotten = payload.getLong();
        long count = payload.getLong();
        List<Lineage.Hole> holes = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            holes.add(new Lineage.Hole(payload.getLong(), payload.getLong()));
        }
        return new Stored.OfState(new DiskState(epoch, boot, ceiling, forgotten, clean, holes));
    }

    private static IdempotencyKey idempotency(ByteBuffer payload) {
        String principal = text(payload);
        return new IdempotencyKey(principal, text(payload));
    }

    private static String text(ByteBuffer payload) {
        return string(bytes(payload));
    }

    /** The text of bytes in UTF-8, which aren't used up. */
    static String string(ByteBuffer utf8) {
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(utf8.position(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuffer bytes(ByteBuffer payload) {
        int length = payload.getInt();
        ByteBuffer bytes = payload.slice(payload.position(), length);
        payload.position(payload.position() + length);
        return bytes;
    }
}
