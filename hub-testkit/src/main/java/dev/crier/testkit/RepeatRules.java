package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 8: what becomes of an append that repeats an idempotency key. */
interface RepeatRules extends ContractBed {

    private static EventDraft keyed(String topic, String data, String key) {
        return draft(topic, data).withIdempotency(new IdempotencyKey("ann", key));
    }

    private static List<Long> heardBefore(DrivenLog log) {
        return log.heardUpTo(log.append("end", "")).stream()
                .filter(record -> !record.event().topic().path().equals("end"))
                .map(LogRecord::position)
                .toList();
    }

    @Test
    default void rule8_a_repeat_is_answered_with_the_first_position_and_not_stored() {
        DrivenLog log = open(LogBounds.WIDE);
        Appended first = log.append(keyed("a", "data", "k"));
        log.append("a", "between");
        Appended repeat = log.append(keyed("a", "data", "k"));
        assertEquals(new Appended(first.position(), false), first, "rule 8: the first append under a key");
        assertEquals(new Appended(first.position(), true), repeat, "rule 8: its repeat");
        assertEquals(2, heardBefore(log).size(), "rule 8: what the tail heard");
        assertEquals(2, log.kept("a").size(), "rule 8: what is stored");
    }

    @Test
    default void rule8_repeats_that_come_at_once_are_stored_once() {
        DrivenLog log = open(LogBounds.WIDE);
        EventDraft draft = keyed("a", "data", "k");
        Set<Long> positions = new HashSet<>();
        for (Future<Appended> answer : log.send(List.of(draft, draft, draft, draft))) {
            positions.add(DrivenLog.await(answer).position());
        }
        assertEquals(1, positions.size(), "rule 8: the positions of one event sent four times: " + positions);
        assertEquals(1, heardBefore(log).size(), "rule 8: what the tail heard");
    }

    @Test
    default void rule8_another_event_under_the_same_key_is_refused() {
        DrivenLog log = open(LogBounds.WIDE);
        EventDraft first = keyed("a", "data", "k").withType("t").withKey("about");
        long position = log.append(first).position();
        for (EventDraft other : List.of(
                keyed("a", "other data", "k").withType("t").withKey("about"),
                first.withType("other"),
                first.withKey("other"),
                keyed("a", "", "k"))) {
            PublishException refused =
                    assertInstanceOf(PublishException.class, log.refused(other), "rule 8: what a conflict fails with");
            assertEquals(PublishException.Reason.CONFLICT, refused.reason(), "rule 8: the reason of a conflict");
        }
        assertEquals(
                new Appended(position, true), log.append(first), "rule 8: a conflict changes nothing of the first");
        assertEquals(1, heardBefore(log).size(), "rule 8: what the tail heard");
    }

    @Test
    default void rule8_a_key_counts_for_one_principal_and_one_topic() {
        DrivenLog log = open(LogBounds.WIDE);
        Set<Long> positions = new HashSet<>();
        positions.add(log.append(keyed("a", "data", "k")).position());
        positions.add(log.append(keyed("b", "data", "k")).position());
        positions.add(log.append(keyed("a", "data", "l")).position());
        positions.add(log.append(draft("a", "data").withIdempotency(new IdempotencyKey("bob", "k")))
                .position());
        assertEquals(4, positions.size(), "rule 8: four events, one for each scope: " + positions);
    }

    @Test
    default void rule8_without_a_key_nothing_is_a_repeat() {
        DrivenLog log = open(LogBounds.WIDE);
        assertNotEquals(
                log.append("a", "data"), log.append("a", "data"), "rule 8: the same event twice, without a key");
    }

    @Test
    default void rule8_a_key_is_remembered_as_long_as_the_bound_says() {
        assumeTrue(timedByClock(), "the log has a clock of its own");
        DrivenLog log = open(LogBounds.WIDE);
        Appended first = log.append(keyed("a", "data", "k"));
        clock().forward(LogBounds.WIDE.idempotencyAge().minus(Duration.ofMillis(1)));
        Appended repeat = log.append(keyed("a", "data", "k"));
        assertTrue(repeat.repeated(), "rule 8: a repeat within the time that keys are remembered");
        assertEquals(first.position(), repeat.position(), "rule 8: its position");
    }
}
