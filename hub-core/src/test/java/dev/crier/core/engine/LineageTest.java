package dev.crier.core.engine;

import static dev.crier.core.engine.TestHub.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.spi.Lineage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LineageTest {

    private final AtomicReference<ScriptedLog> log = new AtomicReference<>();

    private TestHub hub(HubOptions options, Retention retention) {
        return new TestHub(
                options,
                vertx -> {
                    log.set(new ScriptedLog(new MemoryEventLog(
                            vertx, HistoryOptions.DEFAULT.withRetention(topic -> retention), Clock.systemUTC())));
                    return log.get();
                },
                1);
    }

    @Test
    void a_new_lineage_is_announced_to_every_live_stream_and_its_events_follow() {
        try (TestHub hub = hub(HubOptions.DEFAULT, Retention.DEFAULT)) {
            TestStream live = new TestStream();
            TestStream slow = new TestStream();
            hub.subscribe("a", Start.live(), live);
            hub.subscribe("a", Start.live(), slow);
            hub.publishAll("a", 0, 5);
            hub.until(
                    "both have five",
                    () -> live.data().size() == 5 && slow.data().size() == 5);
            hub.onLoop(() -> slow.writable(false));
            // The log behind keeps its records, as a log whose history another node replaced would not; positions start
            // over.
            await(log.get().replace(new Lineage("other", 5, List.of())));
            hub.publish("a", "new");
            hub.onLoop(() -> slow.writable(true));
            for (TestStream stream : List.of(live, slow)) {
                hub.until("the new history came", () -> stream.data().contains("new"));
                assertThat(stream.gaps()).hasSize(1);
                assertThat(stream.gaps().get(0).data()).contains("\"reason\":\"restarted\"");
                assertThat(stream.lastId()).startsWith("other-");
            }
        }
    }

    @Test
    void a_hole_in_the_lineage_is_a_gap_for_each_cursor_below_its_end() {
        try (TestHub hub = hub(HubOptions.DEFAULT, Retention.DEFAULT)) {
            hub.publishAll("a", 0, 5);
            String epoch = hub.hub().lineage().epoch();
            await(log.get().replace(new Lineage(epoch, 5, List.of(new Lineage.Hole(2, 4)))));
            for (int cursor = 0; cursor <= 5; cursor++) {
                TestStream stream = new TestStream();
                hub.subscribe("a", Start.after(epoch + "-" + cursor), stream);
                int expected = 5 - cursor;
                hub.until("all came", () -> stream.data().size() == expected);
                hub.until("it is live", () -> hub.onLoop(0, () -> true));
                assertThat(stream.gaps()).as("at cursor " + cursor).hasSize(cursor < 4 ? 1 : 0);
                if (cursor < 4) {
                    assertThat(stream.gaps().get(0).data()).contains("\"reason\":\"lost\"");
                }
            }
        }
    }

    @Test
    void a_log_that_fails_for_a_while_is_no_gap_and_one_that_fails_for_good_closes_the_stream() {
        HubOptions options = HubOptions.DEFAULT.withWindowBytes(2_000);
        try (TestHub hub = hub(options, new Retention(1_000, Duration.ofHours(1), 1 << 20))) {
            hub.publishAll("a", 0, 100);
            AtomicInteger failures = new AtomicInteger(3);
            log.get()
                    .failReads(() -> failures.getAndDecrement() > 0
                            ? Optional.of(new IllegalStateException("the disk is slow"))
                            : Optional.empty());
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.after(hub.hub().id(0).toString()), stream);
            hub.until("all came", () -> stream.data().size() == 100);
            assertThat(stream.gaps()).isEmpty();

            log.get().failReads(() -> Optional.of(new IllegalStateException("the disk is gone")));
            TestStream closed = new TestStream();
            hub.subscribe("a", Start.after(hub.hub().id(0).toString()), closed);
            hub.until("it is closed", () -> closed.ended().isPresent());
            assertThat(closed.ended()).contains(Outlet.EndReason.LOG_FAILED);
            assertThat(closed.gaps()).isEmpty();
        }
    }

    @Test
    void an_append_whose_history_was_replaced_before_its_answer_gets_no_id_that_may_be_another_events() {
        try (TestHub hub = hub(HubOptions.DEFAULT, Retention.DEFAULT)) {
            hub.publish("a", "before");
            Promise<Void> held = log.get().holdAppends();
            Future<EventId> pending = hub.hub().publisher().publish(EventDraft.of(Topic.of("a"), "meanwhile"));
            await(log.get().replace(new Lineage("other", 5, List.of())));
            held.complete();
            assertThatThrownBy(() -> await(pending))
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(PublishException.Reason.UNAVAILABLE));
        }
    }
}
