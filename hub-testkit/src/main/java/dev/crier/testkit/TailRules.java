package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.Future;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule 2: what the tail hears. */
interface TailRules extends ContractBed {

    @Test
    default void rule2_the_tail_gets_every_record_once_in_order() {
        DrivenLog log = open(LogBounds.WIDE);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            drafts.add(draft("topic/" + i % 5, "event " + i));
        }
        List<Long> answered = new ArrayList<>();
        for (Future<Appended> answer : log.send(drafts)) {
            answered.add(DrivenLog.await(answer).position());
        }
        long end = log.append("end", "");
        answered.add(end);
        drafts.add(draft("end", ""));
        List<LogRecord> heard = log.heardUpTo(end);
        assertEquals(
                answered, heard.stream().map(LogRecord::position).toList(), "rule 2: what the tail heard, by position");
        for (int i = 0; i < heard.size(); i++) {
            assertEquals(drafts.get(i).data(), heard.get(i).event().data(), "rule 2: the event at a position");
        }
    }

    @Test
    default void rule2_the_tail_is_called_after_the_start_on_its_context() {
        DrivenLog log = open(LogBounds.WIDE);
        long end = 0;
        for (int i = 0; i < 20; i++) {
            end = log.append("a", "event " + i);
        }
        log.heardUpTo(end);
        assertEquals(List.of(), log.complaints(), "rule 2: when and where the tail was called");
    }

    @Test
    default void rule2_the_tail_gets_the_event_as_it_was_published() {
        DrivenLog log = open(LogBounds.WIDE);
        String data = "two\r\nlines\rand a third\n, a NUL \0, \uFEFF, \u2028 and \uD83D\uDCE3\n";
        EventDraft draft = EventDraft.of(Topic.of("a/b.c_d~e:f@g-h"), data)
                .withType("t\u00FDpe")
                .withKey("k\u00E9y");
        long position = log.append(draft).position();
        Event heard = log.heardUpTo(position).get(0).event();
        assertEquals(Event.of(draft, heard.time()), heard, "rule 2: the event that the tail heard");
        assertEquals(heard, log.kept("**").get(0).event(), "rule 2: the event that is read");
        assertEquals(heard.time().truncatedTo(ChronoUnit.MILLIS), heard.time(), "rule 2: a time in milliseconds");
        assertTrue(
                !timedByClock() || heard.time().equals(clock().instant().truncatedTo(ChronoUnit.MILLIS)),
                "rule 2: the time of the event is not the clock's: " + heard.time());
    }

    @Test
    default void rule2_the_tail_hears_only_what_is_appended_after_the_start() {
        DrivenLog log = open(LogBounds.WIDE);
        log.append("a", "before");
        log.close();
        DrivenLog reopened = open(LogBounds.WIDE);
        long after = reopened.append("a", "after");
        assertEquals(
                List.of(after),
                reopened.heardUpTo(after).stream().map(LogRecord::position).toList(),
                "rule 2: what the tail of a second start hears");
    }
}
