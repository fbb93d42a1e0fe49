package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static dev.crier.testkit.ContractBed.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules 1 and 3: where an event stands, and after which one of its topic. */
interface PlaceRules extends ContractBed {

    @Test
    default void rule1_positions_grow_from_above_0_in_the_order_of_the_appends() {
        DrivenLog log = open(LogBounds.WIDE);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            drafts.add(draft("topic/" + i % 7, "event " + i));
        }
        long before = 0;
        for (Future<Appended> answer : log.send(drafts)) {
            long position = DrivenLog.await(answer).position();
            assertTrue(position > before, "rule 1: position " + position + " was answered after " + before);
            before = position;
        }
    }

    @Test
    default void rule1_positions_are_not_used_again_after_a_crash() {
        assumeTrue(durable(), "the log is not durable");
        DrivenLog log = open(LogBounds.WIDE);
        String epoch = log.lineage().epoch();
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            drafts.add(draft("a", "before " + i));
        }
        List<Future<Appended>> unanswered = log.send(drafts);
        DrivenLog.await(unanswered.get(99));
        DrivenLog reopened = reopenAfterCrash(log, LogBounds.WIDE);
        long newest = log.heard().stream().mapToLong(LogRecord::position).max().orElse(0);
        for (Future<Appended> answer : unanswered) {
            newest = answer.succeeded() ? Math.max(newest, answer.result().position()) : newest;
        }
        long first = reopened.append("a", "after");
        assertTrue(
                first > newest || !reopened.lineage().epoch().equals(epoch),
                "rule 1: position " + first + " was given after a crash although " + newest + " had been seen");
    }

    @Test
    default void rule3_prev_is_the_position_of_the_topics_previous_event() {
        DrivenLog log = open(LogBounds.WIDE);
        Map<String, Long> newest = new HashMap<>();
        long last = 0;
        for (int i = 0; i < 120; i++) {
            last = log.append("topic/" + i * i % 11, "event " + i);
        }
        List<LogRecord> history = log.history(last);
        for (LogRecord record : history) {
            long expected = newest.getOrDefault(record.event().topic().path(), 0L);
            assertEquals(expected, record.prev(), "rule 3: the prev of " + record);
            newest.put(record.event().topic().path(), record.position());
        }
        for (LogRecord record : log.kept("**")) {
            assertTrue(history.contains(record), "rule 3: read otherwise than heard: " + record);
        }
    }

    @Test
    default void rule3_prev_is_remembered_when_all_of_a_topic_is_evicted() {
        LogBounds bounds = LogBounds.WIDE.withLogBytes(64 << 10);
        DrivenLog log = open(bounds);
        long only = log.append("silent", text(20 << 10));
        appendUntil(log, () -> log.kept("silent").isEmpty(), i -> log.append("loud/" + i % 40, text(1 << 10)));
        long again = log.append("silent", "again");
        List<LogRecord> heard = log.heardUpTo(again);
        assertEquals(
                only, heard.get(heard.size() - 1).prev(), "rule 3: the prev of a topic that kept nothing any more");
    }

    @Test
    default void rule3_prev_is_remembered_over_a_restart() {
        assumeTrue(durable(), "the log is not durable");
        DrivenLog log = open(LogBounds.WIDE);
        log.append("a", "1");
        long newest = log.append("a", "2");
        log.append("b", "3");
        log.close();
        DrivenLog reopened = open(LogBounds.WIDE);
        List<LogRecord> heard = reopened.heardUpTo(reopened.append("a", "4"));
        assertEquals(newest, heard.get(heard.size() - 1).prev(), "rule 3: the prev after a restart");
    }
}
