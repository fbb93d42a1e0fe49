package dev.crier.core.engine;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes one block of an event stream (WHATWG HTML, section 9.2.5 "Parsing an event stream") as bytes, into an array of just
 * its length: this is made once for each event that is published.
 *
 * <p>Stateless but for the array under way; for one thread.
 */
final class Block {

    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] NO_DATA = ascii("data:\n");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] NONE = new byte[0];

    private final byte[] bytes;
    private int length;

    private Block(int size) {
        this.bytes = new byte[size];
    }

    /**
     * A block.
     *
     * @param type the event type, one line, empty for none
     * @param data the payload in UTF-8, one field for each line; a parser joins them with LF, so that a CR or CRLF in the
     *     data reaches the client as LF
     * @param id the event id in ASCII, null for none
     */
    static byte[] of(String type, byte[] data, @Nullable String id) {
        byte[] typeBytes = type.isEmpty() ? NONE : type.getBytes(StandardCharsets.UTF_8);
        byte[] idBytes = id == null ? NONE : ascii(id);
        int size = field(EVENT, typeBytes) + dataSize(data) + field(ID, idBytes) + 1;
        Block block = new Block(size);
        block.appendField(EVENT, typeBytes);
        block.appendData(data);
        block.appendField(ID, idBytes);
        block.append((byte) '\n');
        return block.bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int field(byte[] name, byte[] value) {
        return value.length == 0 ? 0 : name.length + value.length + 1;
    }

    private static int dataSize(byte[] data) {
        if (data.length == 0) {
            return NO_DATA.length;
        }
        int size = DATA.length + data.length + 1;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                int ending = lineEnding(data, i);
                size += DATA.length + 1 - ending;
                i += ending - 1;
            }
        }
        return size;
    }

    /** How long the line ending is that begins here, in bytes. */
    private static int lineEnding(byte[] data, int at) {
        return data[at] == '\r' && at + 1 < data.length && data[at + 1] == '\n' ? 2 : 1;
    }

    private void appendData(byte[] data) {
        if (data.length == 0) {
            append(NO_DATA, 0, NO_DATA.length);
            return;
        }
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                appendLine(data, start, i);
                i += lineEnding(data, i) - 1;
                start = i + 1;
            }
        }
        appendLine(data, start, data.length);
    }

    private void appendLine(byte[] data, int start, int end) {
        append(DATA, 0, DATA.length);
        append(data, start, end - start);
        append((byte) '\n');
    }

    private void appendField(byte[] name, byte[] value) {
        if (value.length > 0) {
            append(name, 0, name.length);
            append(value, 0, value.length);
            append((byte) '\n');
        }
    }

    private void append(byte[] from, int start, int count) {
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    private void append(byte b) {
        bytes[length++] = b;
    }
}
