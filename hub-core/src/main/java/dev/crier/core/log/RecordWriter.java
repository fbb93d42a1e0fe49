package dev.crier.core.log;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Writes the records of a segment into a buffer that grows; {@link RecordReader} says what they look like. Not thread-safe.
 *
 * <p>A record is 2 bytes {@link #MAGIC}, 1 byte of kind, 1 byte of flags, 4 bytes of the payload's length, 4 bytes of the
 * CRC-32C (RFC 3720, B.4) of what stands before and after it, and the payload; all big-endian. A text is 4 bytes of its
 * length and UTF-8.
 */
final class RecordWriter {

    static final short MAGIC = (short) 0xC71E;
    static final int HEADER = 12;
    static final int CRC_AT = 8;

    /** What a record is about. */
    static final byte EVENT = 1;

    static final byte TOPIC = 2;
    static final byte KEY = 3;
    static final byte STATE = 4;

    /** The event is the first that is remembered of its topic; what stands as its {@code prev} is how far others may be forgotten. */
    static final byte FIRST = 1;

    /** The event has an idempotency key. */
    static final byte ONCE = 2;

    /** The log was closed in peace. */
    static final byte CLEAN = 4;

    private static final int ROOM = 256 << 10;
    private static final int KEPT_ROOM = 4 << 20;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
    private final CRC32C crc = new CRC32C();
    private int start;

    /** How many bytes were written. */
    int size() {
        return buffer.position();
    }

    /** Forgets all, and a buffer that had to be big. */
    void clear() {
        if (buffer.capacity() > KEPT_ROOM) {
            buffer = ByteBuffer.allocateDirect(ROOM);
        }
        buffer.clear();
    }

    /** What was written, to be read; until {@link #clear}. */
    ByteBuffer written() {
        return buffer.flip();
    }

    /** An event at its place; returns its length. */
    int event(long position, long prev, boolean first, long time, EventDraft draft) {
        boolean once = draft.idempotency().present();
        begin(EVENT, (byte) ((first ? FIRST : 0) | (once ? ONCE : 0)));
        number(position);
        number(prev);
        number(time);
        text(draft.topic().path());
        text(draft.type());
        text(draft.key());
        text(draft.data());
        if (once) {
            key(draft.idempotency());
        }
        return end();
    }

    /** A topic that keeps nothing: its newest event and when that was; returns the record's length. */
    int topic(Topic topic, long head, long time) {
        begin(TOPIC, (byte) 0);
        number(head);
        number(time);
        text(topic.path());
        return end();
    }

    /** An idempotency key whose event is gone; returns the record's length. */
    int key(IdempotencyStore.First first) {
        begin(KEY, (byte) 0);
        number(first.position());
        number(first.time().toEpochMilli());
        text(first.topic().path());
        key(first.key());
        bytes(first.digest());
        return end();
    }

    /** What holds for the whole log from here on; returns the record's length. */
    int state(DiskState state) {
        begin(STATE, state.clean() ? CLEAN : 0);
        number(DiskState.VERSION);
        text(state.epoch());
        text(state.boot());
        number(state.ceiling());
        number(state.forgotten());
        number(state.holes().size());
        for (Lineage.Hole hole : state.holes()) {
            number(hole.after());
            number(hole.through());
        }
        return end();
    }

    /** A record as it stands elsewhere; returns its length. */
    int copy(ByteBuffer record) {
        int length = record.remaining();
        room(length);
        buffer.put(record);
        return length;
    }

    private void key(IdempotencyKey key) {
        text(key.principal());
        text(key.key());
    }

    private void begin(byte kind, byte flags) {
        room(HEADER);
        start = buffer.position();
        buffer.putShort(MAGIC).put(kind).put(flags).putInt(0).putInt(0);
    }

    private int end() {
        int end = buffer.position();
        buffer.putInt(start + 4, end - start - HEADER);
        buffer.putInt(start + CRC_AT, checksum(crc, buffer, start, end));
        return end - start;
    }

    /** The checksum of a record from its start to its end. */
    static int checksum(CRC32C crc, ByteBuffer buffer, int start, int end) {
        crc.reset();
        ByteBuffer view = buffer.duplicate();
        crc.update(view.limit(start + CRC_AT).position(start));
        crc.update(view.limit(end).position(start + HEADER));
        return (int) crc.getValue();
    }

    private void number(long number) {
        room(Long.BYTES);
        buffer.putLong(number);
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        room(Integer.BYTES + bytes.length);
        buffer.putInt(bytes.length).put(bytes);
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            int wanted = Math.addExact(buffer.position(), bytes);
            int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(wanted, 2L * buffer.capacity()));
            buffer = ByteBuffer.allocateDirect(capacity).put(buffer.flip());
        }
    }
}
