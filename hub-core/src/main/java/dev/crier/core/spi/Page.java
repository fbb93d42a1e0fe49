package dev.crier.core.spi;

import dev.crier.core.Topic;
import java.util.List;
import java.util.Map;

/**
 * One atomic answer of a log: the records, how far was scanned, and what this reader can't have any more.
 *
 * @param records the kept records that match, in order
 * @param through the position up to which the answer is complete
 * @param newestEvicted the matching topics whose newest evicted position is greater than the {@code after} asked for, with
 *     that position
 * @param forgotten a position up to which matching topics may have had events of which not even the topic is remembered;
 *     0 if that can't be
 * @param more whether reading on from {@code through} may find more
 */
public record Page(
        List<LogRecord> records, long through, Map<Topic, Long> newestEvicted, long forgotten, boolean more) {

    /** Makes a page. */
    public Page {
        records = List.copyOf(records);
        newestEvicted = Map.copyOf(newestEvicted);
    }
}
