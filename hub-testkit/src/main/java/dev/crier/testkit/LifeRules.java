package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static dev.crier.testkit.ContractBed.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules 9 and 11 to 13: how a log begins and ends, what it holds in sum, and who may run what must run once. */
interface LifeRules extends ContractBed {

    @Test
    default void rule9_after_the_close_everything_fails() {
        DrivenLog log = open(LogBounds.WIDE);
        log.append("a", "data");
        log.close();
        EventLog closed = log.log();
        assertInstanceOf(PublishException.class, log.refused(draft("a", "late")), "rule 9: an append after the close");
        DrivenLog.failure(closed.read(TopicFilter.ALL, 0, Long.MAX_VALUE, 1, 1));
        DrivenLog.failure(closed.cursorBefore(TopicFilter.ALL, 1));
        DrivenLog.failure(closed.topics(TopicFilter.ALL, "", 1));
        DrivenLog.failure(closed.tryLease("a", Duration.ofSeconds(1)));
        log.close();
    }

    @Test
    default void rule9_an_append_before_the_start_fails() {
        DrivenLog log = unstarted(LogBounds.WIDE);
        assertInstanceOf(
                PublishException.class, log.refused(draft("a", "early")), "rule 9: an append before the start");
    }

    @Test
    default void rule9_nothing_hangs_when_the_log_is_closed_meanwhile() {
        DrivenLog log = open(LogBounds.WIDE);
        List<EventDraft> drafts = new ArrayList<>();
        List<Future<?>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            drafts.add(draft("a", "event " + i));
        }
        answers.addAll(log.send(drafts));
        for (int i = 0; i < 10; i++) {
            answers.add(log.log().read(TopicFilter.ALL, 0, Long.MAX_VALUE, 10, 10_000));
        }
        log.close();
        for (Future<?> answer : answers) {
            DrivenLog.await(answer.transform(either -> Future.succeededFuture()));
        }
    }

    @Test
    default void rule11_a_new_history_is_empty_and_has_a_name_of_its_own() {
        DrivenLog log = open(LogBounds.WIDE);
        Lineage lineage = log.lineage();
        assertTrue(
                lineage.epoch().matches("[a-z0-9]{1,32}"),
                "rule 11: the epoch of a new history is '" + lineage.epoch() + "'");
        assertEquals(Lineage.of(lineage.epoch(), 0), lineage, "rule 11: the lineage of a new history");
        assertEquals(List.of(), log.kept("**"), "rule 11: what a new history holds");
        if (!durable()) {
            log.append("a", "gone with the log");
            log.close();
            DrivenLog next = open(LogBounds.WIDE);
            assertNotEquals(lineage.epoch(), next.lineage().epoch(), "rule 11: the epoch of another new history");
        }
    }

    @Test
    default void rule11_a_durable_history_goes_on_after_a_close() {
        assumeTrue(durable(), "the log is not durable");
        DrivenLog log = open(LogBounds.WIDE);
        long head = 0;
        for (int i = 0; i < 50; i++) {
            head = log.append("topic/" + i % 3, "event " + i);
        }
        List<LogRecord> kept = log.kept("**");
        log.close();
        DrivenLog reopened = open(LogBounds.WIDE);
        assertEquals(Lineage.of(log.lineage().epoch(), head), reopened.lineage(), "rule 11: the lineage after a close");
        assertEquals(kept, reopened.kept("**"), "rule 11: the history after a close");
    }

    @Test
    default void rule11_what_a_crash_lost_is_said() {
        assumeTrue(durable(), "the log is not durable");
        DrivenLog log = open(LogBounds.WIDE);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            drafts.add(draft("topic/" + i % 3, "event " + i));
        }
        List<Future<Appended>> answers = log.send(drafts);
        DrivenLog.await(answers.get(250));
        DrivenLog reopened = reopenAfterCrash(log, LogBounds.WIDE);
        Lineage lineage = reopened.lineage();
        List<Long> kept = reopened.keptPositions("**");
        for (Future<Appended> answer : answers) {
            if (answer.succeeded()) {
                long position = answer.result().position();
                assertTrue(
                        kept.contains(position)
                                || !lineage.epoch().equals(log.lineage().epoch())
                                || lineage.holes().stream()
                                        .anyMatch(hole -> hole.after() < position && position <= hole.through()),
                        "rule 11: position " + position + " was acknowledged and is lost without a word in " + lineage);
            }
        }
    }

    @Test
    default void rule12_the_cursor_before_the_newest_counts_what_is_kept() {
        DrivenLog log = open(LogBounds.WIDE);
        for (int i = 0; i < 40; i++) {
            log.append(i % 3 == 0 ? "a/1" : "b", "event " + i);
        }
        for (String filter : List.of("a/1", "a/*", "b", "**", "nothing")) {
            List<Long> kept = log.keptPositions(filter);
            for (int events : new int[] {0, 1, 5, 13, 14, 40, 1_000}) {
                long cursor = DrivenLog.await(log.log().cursorBefore(TopicFilter.of(filter), events));
                long after = kept.stream().filter(position -> position > cursor).count();
                assertEquals(
                        Math.min(events, kept.size()),
                        after,
                        "rule 12: how many of the newest " + events + " of " + filter + " are after " + cursor);
            }
        }
    }

    @Test
    default void rule12_topics_are_listed_in_the_order_of_their_paths() {
        DrivenLog log = open(LogBounds.WIDE);
        List<String> names = List.of("b", "a/2", "a", "c/1", "a-b", "a/1", "hub/x");
        for (int i = 0; i < 21; i++) {
            log.append(names.get(i % names.size()), text(10 * i));
        }
        List<String> sorted =
                names.stream().filter(name -> !name.equals("hub/x")).sorted().toList();
        assertEquals(sorted, names(log, "**", "", 100), "rule 12: all topics");
        assertEquals(sorted.subList(2, 4), names(log, "**", sorted.get(1), 2), "rule 12: a part of the topics");
        assertEquals(List.of("a/1", "a/2"), names(log, "a/*", "", 100), "rule 12: the topics of a pattern");
        assertEquals(List.of("hub/x"), names(log, "hub/**", "", 100), "rule 12: the hub's own topics");
        for (TopicSummary summary : DrivenLog.await(log.log().topics(TopicFilter.ALL, "", 100))) {
            List<LogRecord> kept = log.kept(summary.topic().path());
            assertEquals(
                    new TopicSummary(
                            summary.topic(),
                            kept.get(2).position(),
                            kept.get(0).position(),
                            3,
                            kept.stream()
                                    .mapToLong(record -> record.event().cost())
                                    .sum(),
                            kept.get(2).event().time()),
                    summary,
                    "rule 12: what is known of a topic");
        }
    }

    private static List<String> names(DrivenLog log, String filter, String after, int limit) {
        return DrivenLog.await(log.log().topics(TopicFilter.of(filter), after, limit)).stream()
                .map(summary -> summary.topic().path())
                .toList();
    }

    @Test
    default void rule13_a_lease_has_one_holder_and_tokens_grow() {
        DrivenLog log = open(LogBounds.WIDE);
        Duration hour = Duration.ofHours(1);
        Lease first = lease(log, "feed", hour);
        assertTrue(tryLease(log, "feed", hour).isEmpty(), "rule 13: a lease that is held was given again");
        assertNotNull(lease(log, "another", hour), "rule 13: another name is another lease");
        DrivenLog.await(first.renew());
        DrivenLog.await(first.release());
        Lease second = lease(log, "feed", hour);
        assertTrue(second.token() > first.token(), "rule 13: the token of the next holder did not grow");
        DrivenLog.failure(first.renew());
        assertTrue(tryLease(log, "feed", hour).isEmpty(), "rule 13: a former holder took the lease of the present one");
    }

    @Test
    default void rule13_a_lease_that_is_not_renewed_ends() {
        assumeTrue(timedByClock(), "the log has a clock of its own");
        DrivenLog log = open(LogBounds.WIDE);
        Lease first = lease(log, "feed", Duration.ofSeconds(10));
        clock().forward(Duration.ofSeconds(9));
        DrivenLog.await(first.renew());
        clock().forward(Duration.ofSeconds(9));
        assertTrue(tryLease(log, "feed", Duration.ofSeconds(10)).isEmpty(), "rule 13: a renewed lease was given away");
        clock().forward(Duration.ofSeconds(2));
        Lease second = lease(log, "feed", Duration.ofSeconds(10));
        assertTrue(second.token() > first.token(), "rule 13: the token of the next holder did not grow");
        DrivenLog.failure(first.renew());
        DrivenLog.await(first.release());
        assertTrue(
                tryLease(log, "feed", Duration.ofSeconds(10)).isEmpty(),
                "rule 13: a former holder gave the lease of the present one back");
    }

    private static Optional<Lease> tryLease(DrivenLog log, String name, Duration ttl) {
        return DrivenLog.await(log.log().tryLease(name, ttl));
    }

    private static Lease lease(DrivenLog log, String name, Duration ttl) {
        return tryLease(log, name, ttl)
                .orElseThrow(() -> new AssertionError("rule 13: the lease '" + name + "' is free and was refused"));
    }
}
