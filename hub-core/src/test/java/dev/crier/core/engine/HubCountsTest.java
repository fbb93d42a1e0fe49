package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the core says that it has done. */
class HubCountsTest {

    private static long samples(HubCounts counts) {
        return counts.latencies().counts().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void an_event_counts_once_when_it_comes_and_once_for_each_subscriber_that_gets_it() {
        try (TestHub hub = TestHub.small()) {
            HubCounts counts = hub.hub().counts();
            List<TestStream> streams = new ArrayList<>();
            for (int i = 0; i < 3 * Round.WRITES_PER_TURN; i++) {
                streams.add(new TestStream());
                hub.subscribe("a", Start.live(), streams.get(i));
            }
            hub.until("all are members", () -> counts.catchingUp() == 0);
            hub.publishAll("a", 0, 10);
            hub.publishAll("unheard", 0, 10);
            hub.until(
                    "all got it",
                    () -> streams.stream().allMatch(one -> one.data().size() == 10));

            assertThat(counts.received()).isEqualTo(20);
            assertThat(counts.receivedBytes()).isEqualTo(40);
            hub.until("all is counted", () -> counts.delivered() == 10L * streams.size());
            assertThat(counts.replayedEvents()).isZero();
            long written =
                    streams.stream().mapToLong(one -> one.text().length()).sum();
            hub.until("all bytes are counted", () -> counts.deliveredBytes() == written);
            hub.until("one sample for the pass", () -> samples(counts) == 1);
            hub.until("its time is counted", () -> !counts.latencies().sum().isZero());
        }
    }

    @Test
    void who_comes_back_counts_as_a_replay_that_was_whole_or_had_a_gap() {
        try (TestHub hub = TestHub.small()) {
            HubCounts counts = hub.hub().counts();
            hub.publishAll("a", 0, 5);
            TestStream back = new TestStream();
            hub.subscribe("a", Start.after(hub.hub().id(2).toString()), back);
            hub.until("three came", () -> back.data().size() == 3);
            hub.until("it is counted", () -> counts.replays(true) == 1);
            assertThat(counts.replays(false)).isZero();
            assertThat(counts.replayedEvents()).isEqualTo(3);
            assertThat(counts.delivered()).isEqualTo(3);

            TestStream lost = new TestStream();
            hub.subscribe("a", Start.after(new EventId("other", 1).toString()), lost);
            hub.until("it is counted", () -> counts.replays(false) == 1);
            assertThat(counts.gaps(Gap.Reason.RESTARTED)).isEqualTo(1);
            assertThat(counts.gaps(Gap.Reason.EXPIRED)).isZero();

            TestStream live = new TestStream();
            hub.subscribe("a", Start.live(), live);
            hub.until("nobody catches up", () -> counts.catchingUp() == 0);
            assertThat(counts.replays(true) + counts.replays(false)).isEqualTo(2);
            assertThat(samples(counts)).as("catching up is no delivery").isZero();
        }
    }

    @Test
    void what_is_not_stored_counts_by_its_reason_and_what_is_repeated_as_that() {
        try (TestHub hub = TestHub.small()) {
            HubCounts counts = hub.hub().counts();
            EventDraft once = new EventDraft(Topic.of("a"), "", "", "x", new IdempotencyKey("me", "k"));
            TestHub.await(hub.hub().publisher().publish(once));
            TestHub.await(hub.hub().publisher().publish(once));
            assertThat(counts.deduplicated()).isEqualTo(1);
            assertThat(counts.received()).isEqualTo(2);

            EventDraft other = new EventDraft(Topic.of("a"), "", "", "y", new IdempotencyKey("me", "k"));
            assertThatThrownBy(() -> TestHub.await(hub.hub().publisher().publish(other)))
                    .isInstanceOf(PublishException.class);
            assertThatThrownBy(() -> hub.publish("hub/x", "x")).isInstanceOf(PublishException.class);
            assertThat(counts.dropped(Reason.CONFLICT)).isEqualTo(1);
            assertThat(counts.dropped(Reason.FORBIDDEN)).isEqualTo(1);
            assertThat(counts.dropped(Reason.OVERLOADED)).isZero();
            assertThat(hub.hub().log().retained().orElseThrow().events()).isEqualTo(1);
            assertThat(hub.hub().windowEvents()).isEqualTo(1);
        }
    }

    @Test
    void what_finds_no_room_counts_as_overload() {
        IntakeTally tally = new IntakeTally();
        Backlog backlog = new Backlog(10, tally);
        assertThat(backlog.tryReserve(8, 1)).isTrue();
        assertThat(backlog.tryReserve(8, 3)).isFalse();
        assertThat(tally.refused(Reason.OVERLOADED)).isEqualTo(3);
        assertThat(tally.events()).isEqualTo(3);
    }

    @Test
    void a_reader_that_leaves_its_socket_full_is_slow_until_it_reads() {
        try (TestHub hub = TestHub.small()) {
            HubCounts counts = hub.hub().counts();
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            hub.until("it is a member", () -> counts.catchingUp() == 0);
            hub.onLoop(() -> stream.writable(false));
            hub.publishAll("a", 0, 3);
            hub.until("it is slow", () -> counts.slow() == 1 && counts.catchingUp() == 1);
            hub.onLoop(() -> stream.writable(true));
            hub.until("it has caught up", () -> counts.slow() == 0 && counts.catchingUp() == 0);
            assertThat(counts.replayedEvents()).isEqualTo(3);
        }
    }

    @Test
    void each_duration_has_one_bucket() {
        assertThat(Latencies.bucket(0)).isZero();
        assertThat(Latencies.bucket(Duration.ofNanos(100_000).toNanos())).isZero();
        assertThat(Latencies.bucket(Duration.ofNanos(100_001).toNanos())).isEqualTo(1);
        assertThat(Latencies.bucket(Duration.ofSeconds(10).toNanos())).isEqualTo(Latencies.BOUNDS.size() - 1);
        assertThat(Latencies.bucket(Long.MAX_VALUE)).isEqualTo(Latencies.BOUNDS.size());
        assertThat(Latencies.BOUNDS).isSorted();
    }
}
