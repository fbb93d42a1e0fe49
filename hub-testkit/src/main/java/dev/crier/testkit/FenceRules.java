package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.core.EventDraft;
import dev.crier.core.Fence;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.spi.Lease;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule 14: a publisher that was succeeded stores nothing any more. */
interface FenceRules extends ContractBed {

    private static Lease lease(DrivenLog log, Duration ttl) {
        return DrivenLog.await(log.log().tryLease("feed", ttl))
                .orElseThrow(() -> new AssertionError("rule 14: the lease 'feed' is free and was refused"));
    }

    private static EventDraft fenced(String data, Lease lease) {
        return draft("a", data).withFence(new Fence("feed", lease.token()));
    }

    private static void assertFenced(DrivenLog log, EventDraft draft) {
        PublishException refused = assertInstanceOf(
                PublishException.class, log.refused(draft), "rule 14: what an append fails with whose lease is gone");
        assertEquals(PublishException.Reason.FENCED, refused.reason(), "rule 14: the reason of its refusal");
    }

    private static void assertKept(DrivenLog log, String... data) {
        assertEquals(
                List.of(data),
                log.kept("a").stream().map(record -> record.event().data()).toList(),
                "rule 14: what was stored");
    }

    @Test
    default void rule14_the_holder_of_a_lease_publishes_under_it() {
        DrivenLog log = open(LogBounds.WIDE);
        Lease lease = lease(log, Duration.ofHours(1));
        log.append(fenced("1", lease));
        DrivenLog.await(lease.renew());
        log.append(fenced("2", lease));
        log.append(draft("a", "anybody's"));
        assertKept(log, "1", "2", "anybody's");
    }

    @Test
    default void rule14_who_gave_a_lease_back_publishes_nothing_under_it() {
        DrivenLog log = open(LogBounds.WIDE);
        Lease lease = lease(log, Duration.ofHours(1));
        log.append(fenced("in time", lease));
        DrivenLog.await(lease.release());
        assertFenced(log, fenced("late", lease));
        Lease next = lease(log, Duration.ofHours(1));
        assertFenced(log, fenced("later", lease));
        log.append(fenced("the next one's", next));
        assertKept(log, "in time", "the next one's");
    }

    @Test
    default void rule14_a_refused_append_is_not_remembered_under_its_key() {
        DrivenLog log = open(LogBounds.WIDE);
        Lease lease = lease(log, Duration.ofHours(1));
        EventDraft first = fenced("the same", lease).withIdempotency(new IdempotencyKey("ann", "k"));
        DrivenLog.await(lease.release());
        assertFenced(log, first);
        Lease next = lease(log, Duration.ofHours(1));
        log.append(fenced("the same", next).withIdempotency(new IdempotencyKey("ann", "k")));
        assertFenced(log, first);
        assertKept(log, "the same");
    }

    @Test
    default void rule14_who_was_succeeded_publishes_nothing() {
        assumeTrue(timedByClock(), "the log has a clock of its own");
        DrivenLog log = open(LogBounds.WIDE);
        Lease paused = lease(log, Duration.ofSeconds(10));
        clock().forward(Duration.ofSeconds(11));
        log.append(fenced("late, but nobody else's turn", paused));
        Lease successor = lease(log, Duration.ofSeconds(10));
        assertFenced(log, fenced("after its successor", paused));
        log.append(fenced("the successor's", successor));
        assertKept(log, "late, but nobody else's turn", "the successor's");
    }
}
