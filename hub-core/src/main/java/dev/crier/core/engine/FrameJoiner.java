package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins the frames of consecutive events into one buffer, so that many events cost a subscriber one write.
 *
 * <p>A single frame is not copied at all, and a join is made once for all audiences that match just the same events. For one
 * event loop; {@link #clear()} at the end of each round.
 */
final class FrameJoiner {

    /** The most bytes of a join; a single frame may be bigger. */
    static final int MOST_BYTES = 64 << 10;

    /** The most joins that are kept for others, so that many different catch-ups don't fill the memory. */
    private static final int MOST_JOINS = 64;

    private record Key(WireFormat format, List<WindowEntry.Entry> entries) {}

    private final Map<Key, Buffer> made = new HashMap<>();

    /** How many of the entries, from one on, fit into one buffer; at least one. */
    int fitting(List<WindowEntry.Entry> entries, int start, WireFormat format) {
        int end = start;
        int bytes = 0;
        while (end < entries.size()) {
            bytes += entries.get(end).frame(format).length();
            if (end > start && bytes > MOST_BYTES) {
                break;
            }
            end++;
        }
        return end - start;
    }

    /** The frames of these entries in one buffer, which must not be changed. */
    Buffer join(List<WindowEntry.Entry> entries, WireFormat format) {
        if (entries.size() == 1) {
            return entries.get(0).frame(format);
        }
        if (made.size() >= MOST_JOINS) {
            made.clear();
        }
        return made.computeIfAbsent(new Key(format, List.copyOf(entries)), key -> concatenated(key.entries(), format));
    }

    private static Buffer concatenated(List<WindowEntry.Entry> entries, WireFormat format) {
        int bytes = 0;
        for (WindowEntry.Entry entry : entries) {
            bytes += entry.frame(format).length();
        }
        Buffer joined = Buffer.buffer(bytes);
        for (WindowEntry.Entry entry : entries) {
            joined.appendBuffer(entry.frame(format));
        }
        return joined;
    }

    void clear() {
        made.clear();
    }
}
