package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins the frames of consecutive events into one buffer, so that many events cost a subscriber one write.
 *
 * <p>A join, be it of a single frame, is made and compressed once for all audiences that match just the same events. For one
 * event loop; {@link #clear()} at the end of each round.
 */
final class FrameJoiner {

    /** The most bytes of a join; a single frame may be bigger. */
    static final int MOST_BYTES = 64 << 10;

    /** How much of the joins is kept for others, so that many different catch-ups don't fill the memory. In bytes. */
    private static final int MOST_KEPT = 64 * MOST_BYTES;

    private record Key(WireFormat format, ContentCoding coding, List<WindowEntry.Entry> entries) {}

    private final Compression compression = new Compression();
    private final Map<Key, Buffer> made = new HashMap<>();
    private long kept;

    /** What compresses for this loop. */
    Compression compression() {
        return compression;
    }

    /** How many of the entries, from one on, fit into one buffer; at least one. */
    int fitting(List<WindowEntry.Entry> entries, int start, WireFormat format) {
        int end = start;
        int bytes = 0;
        while (end < entries.size()) {
            bytes += entries.get(end).length(format);
            if (end > start && bytes > MOST_BYTES) {
                break;
            }
            end++;
        }
        return end - start;
    }

    /** The frames of these entries in one buffer, coded so that it can be read on its own; it must not be changed. */
    Buffer join(List<WindowEntry.Entry> entries, WireFormat format, ContentCoding coding) {
        Key key = new Key(format, coding, List.copyOf(entries));
        Buffer known = made.get(key);
        if (known != null) {
            return known;
        }
        Buffer joined = made(entries, format, coding);
        if (kept + joined.length() > MOST_KEPT) {
            clear();
        }
        made.put(key, joined);
        kept += joined.length();
        return joined;
    }

    private Buffer made(List<WindowEntry.Entry> entries, WireFormat format, ContentCoding coding) {
        if (coding == ContentCoding.IDENTITY) {
            return concatenated(entries, format);
        }
        return entries.size() == 1
                ? entries.get(0).coded(format, coding, compression)
                : coded(join(entries, format, ContentCoding.IDENTITY), coding);
    }

    /** Bytes coded so that they can be read on their own. */
    Buffer coded(Buffer plain, ContentCoding coding) {
        return coding == ContentCoding.IDENTITY ? plain : compression.alone(plain, coding);
    }

    private static Buffer concatenated(List<WindowEntry.Entry> entries, WireFormat format) {
        int bytes = 0;
        for (WindowEntry.Entry entry : entries) {
            bytes += entry.length(format);
        }
        Buffer joined = Buffer.buffer(bytes);
        for (WindowEntry.Entry entry : entries) {
            entry.appendTo(joined, format);
        }
        return joined;
    }

    void clear() {
        made.clear();
        kept = 0;
    }

    /** Gives back what the compressors hold. */
    void close() {
        compression.close();
    }
}
