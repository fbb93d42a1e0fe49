package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One question to a log and its answer, to be judged by the whole history that the tail heard.
 *
 * @param filter the topics asked for
 * @param after where to begin
 * @param upTo where to end
 * @param maxEvents the most records
 * @param maxBytes the most bytes
 * @param page the answer
 */
record PageJudge(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes, Page page) {

    static PageJudge ask(DrivenLog log, TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return new PageJudge(
                filter, after, upTo, maxEvents, maxBytes, log.read(filter, after, upTo, maxEvents, maxBytes));
    }

    /** Rule 4, but for what is missing: only what was asked for, in order, and no more than that. */
    void holdsOnlyWhatWasAskedFor() {
        long before = after;
        long bytes = 0;
        for (LogRecord record : page.records()) {
            assertTrue(filter.matches(record.event().topic()), "rule 4: doesn't match: " + record + " in " + this);
            assertTrue(
                    record.position() > before && record.position() <= upTo,
                    "rule 4: out of order or beyond the end: " + record + " in " + this);
            before = record.position();
            bytes += record.event().cost();
        }
        assertTrue(page.records().size() <= maxEvents, "rule 4: more than " + maxEvents + " events in " + this);
        assertTrue(
                bytes <= maxBytes || page.records().size() == 1,
                "rule 4: " + bytes + " bytes instead of " + maxBytes + " in " + this);
    }

    /** Rule 4: with nothing evicted, every record up to {@code through} is there. */
    void skipsNothing(List<LogRecord> history) {
        assertEquals(
                positions(history.stream().filter(this::inScope).toList()),
                positions(page.records()),
                "rule 4: the records up to through of " + this);
    }

    /** Rule 5: how far the answer is complete. */
    void saysHowFar(long head) {
        long through = page.through();
        assertTrue(
                through >= after && through <= Math.max(after, upTo),
                "rule 5: complete up to " + through + ", which was not asked for, in " + this);
        if (page.more()) {
            assertTrue(through > after, "rule 5: reading on would not end in " + this);
        } else {
            assertTrue(
                    through >= Math.min(upTo, head),
                    "rule 5: nothing more is to be had, but complete only up to " + through + " of " + head + " in "
                            + this);
        }
        for (LogRecord record : page.records()) {
            assertTrue(record.position() <= through, "rule 5: " + record + " is beyond through in " + this);
        }
    }

    /** Rule 6: the records and what was evicted are of one moment. */
    void isOfOneMoment(List<LogRecord> history) {
        List<LogRecord> kept = history.stream()
                .filter(this::inScope)
                .filter(record -> record.position()
                        > page.newestEvicted().getOrDefault(record.event().topic(), page.forgotten()))
                .toList();
        List<LogRecord> certain = page.records().stream()
                .filter(record -> record.position() > page.forgotten()
                        || page.newestEvicted().containsKey(record.event().topic()))
                .toList();
        assertEquals(positions(kept), positions(certain), "rule 6: the records by what was evicted of " + this);
        page.newestEvicted().forEach((topic, position) -> {
            assertTrue(filter.matches(topic), "rule 6: '" + topic + "' doesn't match in " + this);
            assertTrue(position > after, "rule 6: nothing of '" + topic + "' after the cursor is evicted in " + this);
        });
    }

    /** Rule 6 while nothing changes: what was evicted is just what is not kept any more. */
    void namesWhatIsEvicted(Map<Topic, Long> newestEvicted) {
        Map<Topic, Long> expected = new TreeMap<>();
        newestEvicted.forEach((topic, position) -> {
            if (position > after && filter.matches(topic)) {
                expected.put(topic, position);
            }
        });
        assertEquals(expected, new TreeMap<>(page.newestEvicted()), "rule 6: what was evicted in " + this);
    }

    private boolean inScope(LogRecord record) {
        return record.position() > after
                && record.position() <= page.through()
                && filter.matches(record.event().topic());
    }

    private static List<Long> positions(List<LogRecord> records) {
        return records.stream().map(LogRecord::position).toList();
    }

    @Override
    public String toString() {
        return "read(" + filter + ", after " + after + ", up to " + upTo + ", " + maxEvents + " events, " + maxBytes
                + " bytes) = {through " + page.through() + ", more " + page.more() + ", evicted "
                + page.newestEvicted() + ", forgotten " + page.forgotten() + ", records " + positions(page.records())
                + "}";
    }
}
