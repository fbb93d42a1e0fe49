package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static dev.crier.testkit.ContractBed.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.core.Event;
import dev.crier.core.Topic;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules 7 and 10: what may go, and what is left of it. */
interface RetentionRules extends ContractBed {

    private static long cost(String data) {
        return Event.of(draft("a", data), Instant.EPOCH).cost();
    }

    private static List<Long> newest(List<Long> positions, int count) {
        return positions.subList(Math.max(0, positions.size() - count), positions.size());
    }

    private List<Long> keptAfterHousekeeping(DrivenLog log, String filter) {
        DrivenLog.await(housekeeping(log));
        return log.keptPositions(filter);
    }

    @Test
    default void rule7_nothing_goes_before_the_count_is_exceeded() {
        DrivenLog log = open(LogBounds.WIDE.keepingEvents(10));
        List<Long> loud = new ArrayList<>();
        List<Long> quiet = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            loud.add(log.append("loud", "event " + i));
            quiet.add(log.append("quiet", "event " + i));
        }
        assertEquals(loud, keptAfterHousekeeping(log, "loud"), "rule 7: as many as the bound allows");
        for (int i = 0; i < 15; i++) {
            loud.add(log.append("loud", "event " + i));
        }
        List<Long> kept = keptAfterHousekeeping(log, "loud");
        assertTrue(kept.containsAll(newest(loud, 10)), "rule 7: the newest 10 of " + loud + " are not in " + kept);
        assertEquals(quiet, log.keptPositions("quiet"), "rule 7: a topic within its bound");
    }

    @Test
    default void rule7_nothing_goes_before_the_bytes_are_exceeded() {
        DrivenLog log = open(LogBounds.WIDE.keepingBytes(5 * cost(text(1_000))));
        List<Long> appended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            appended.add(log.append("a", text(1_000)));
        }
        assertEquals(appended, keptAfterHousekeeping(log, "a"), "rule 7: as many bytes as the bound allows");
        for (int i = 0; i < 4; i++) {
            appended.add(log.append("a", text(1_000)));
        }
        List<Long> kept = keptAfterHousekeeping(log, "a");
        assertTrue(
                kept.containsAll(newest(appended, 5)), "rule 7: the newest 5 of " + appended + " are not in " + kept);
        long huge = log.append("a", text(50_000));
        assertTrue(
                keptAfterHousekeeping(log, "a").contains(huge),
                "rule 7: one event is kept even if it is over the bound");
    }

    @Test
    default void rule7_nothing_goes_before_it_is_too_old() {
        assumeTrue(timedByClock(), "the log has a clock of its own");
        DrivenLog log = open(LogBounds.WIDE.keepingFor(Duration.ofHours(1)));
        long first = log.append("a", "first");
        clock().forward(Duration.ofHours(1).minusMillis(1));
        long second = log.append("a", "second");
        assertEquals(List.of(first, second), keptAfterHousekeeping(log, "a"), "rule 7: events that are not too old");
        clock().forward(Duration.ofMinutes(30));
        appendUntil(log, () -> !log.keptPositions("a").contains(first), i -> log.append("a", "event " + i));
        assertTrue(log.keptPositions("a").contains(second), "rule 7: half an hour old, an hour is allowed");
    }

    @Test
    default void rule7_what_exceeds_a_bound_goes_in_time() {
        DrivenLog log = open(LogBounds.WIDE.keepingEvents(3));
        long first = log.append("a", "first");
        appendUntil(log, () -> !log.keptPositions("a").contains(first), i -> log.append("a", "event " + i));
        assertTrue(log.keptPositions("a").size() >= 3, "rule 7: more went than exceeded the bound");
    }

    @Test
    default void rule7_topics_that_hold_most_give_way_first() {
        DrivenLog log = open(LogBounds.WIDE.withLogBytes(64 << 10));
        List<Long> small = List.of(log.append("small", text(1_000)), log.append("small", text(1_000)));
        List<Long> big = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            big.add(log.append("big", text(2_000)));
        }
        assertEquals(big, keptAfterHousekeeping(log, "big"), "rule 7: the log's bytes are not exceeded yet");
        appendUntil(
                log, () -> log.keptPositions("**").size() < log.history(0).size(), i -> log.append("new", text(1_000)));
        assertTrue(!log.keptPositions("big").contains(big.get(0)), "rule 7: the biggest topic did not give way");
        assertEquals(small, log.keptPositions("small"), "rule 7: the smallest topic gave way");
    }

    @Test
    default void rule10_a_forgotten_topic_is_not_a_silent_hole() {
        DrivenLog log = open(LogBounds.WIDE.withLogBytes(16 << 10).withTopics(10));
        Map<Topic, Long> heads = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            heads.put(Topic.of("t/" + i), log.append("t/" + i, text(1_000)));
        }
        DrivenLog.await(housekeeping(log));
        heads.forEach((topic, head) -> {
            for (String filter : List.of(topic.path(), "t/*", "**")) {
                for (long after : new long[] {0, head - 1}) {
                    Page page = log.read(filter, after);
                    boolean accounted = positions(page).contains(head)
                            || page.newestEvicted().getOrDefault(topic, 0L) >= head
                            || page.forgotten() >= head;
                    assertTrue(
                            accounted,
                            "rule 10: position " + head + " of '" + topic
                                    + "' is neither kept nor named nor covered by " + "what was forgotten, "
                                    + page.forgotten() + ", for " + filter + " after " + after);
                }
            }
        });
        heads.forEach((topic, head) -> {
            LogRecord again = log.heardUpTo(log.append(topic.path(), "again")).stream()
                    .filter(record -> record.event().data().equals("again"))
                    .filter(record -> record.event().topic().equals(topic))
                    .findFirst()
                    .orElseThrow();
            assertTrue(again.prev() >= head, "rule 10: the prev of a topic that was forgotten, in " + again);
        });
    }

    @Test
    default void rule10_what_was_forgotten_is_no_matter_of_a_topic_that_was_not() {
        DrivenLog log = open(LogBounds.WIDE.withLogBytes(16 << 10).withTopics(10));
        long first = log.append("steady", "0");
        for (int i = 1; i < 100; i++) {
            log.append("t/" + i, text(1_000));
            log.append("steady", "" + i);
        }
        DrivenLog.await(housekeeping(log));
        long head = log.append("steady", "the last");
        assertEquals(0, log.read("steady", first).forgotten(), "rule 10: a topic that was known all the time");
        assertEquals(0, log.read("**", head).forgotten(), "rule 10: nothing is forgotten after the head");
    }

    private static List<Long> positions(Page page) {
        return page.records().stream().map(LogRecord::position).toList();
    }
}
