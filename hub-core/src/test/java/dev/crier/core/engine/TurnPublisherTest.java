package dev.crier.core.engine;

import static dev.crier.core.engine.TestHub.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TurnPublisherTest {

    private static List<Future<EventId>> publish(TestHub hub, TurnPublisher publisher, String... topicsAndData) {
        return hub.onLoop(0, () -> {
            List<Future<EventId>> ids = new ArrayList<>();
            for (int i = 0; i < topicsAndData.length; i += 2) {
                ids.add(publisher.publish(EventDraft.of(Topic.of(topicsAndData[i]), topicsAndData[i + 1])));
            }
            return ids;
        });
    }

    private static Reason refusal(Future<EventId> refused) {
        return ((PublishException)
                        await(refused.map(id -> new Exception("taken")).otherwise(e -> (Exception) e)))
                .reason();
    }

    @Test
    void one_turn_is_one_message_in_its_order_and_each_publisher_gets_its_own_id() {
        try (TestHub hub = TestHub.small()) {
            AtomicInteger messages = new AtomicInteger();
            hub.vertx().eventBus().addOutboundInterceptor(sending -> {
                if (sending.message().address().equals(Sequencer.ADDRESS)) {
                    messages.incrementAndGet();
                }
                sending.next();
            });
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            TurnPublisher publisher = hub.onLoop(0, () -> hub.hub().turnPublisher());

            List<Future<EventId>> ids = publish(hub, publisher, "a", "1", "b", "2", "a", "3");
            EventId first = await(ids.get(0));
            assertThat(await(ids.get(1)).position()).isEqualTo(first.position() + 1);
            assertThat(await(ids.get(2)).position()).isEqualTo(first.position() + 2);
            assertThat(messages).hasValue(1);

            EventId later = await(publish(hub, publisher, "a", "4").get(0));
            assertThat(later.position()).isEqualTo(first.position() + 3);
            hub.until("all came", () -> stream.data().equals(List.of("1", "3", "4")));
        }
    }

    @Test
    void what_is_refused_is_refused_alone() {
        try (TestHub hub = TestHub.small()) {
            TurnPublisher publisher = hub.onLoop(0, () -> hub.hub().turnPublisher());
            List<Future<EventId>> ids = publish(hub, publisher, "a", "1", "hub/mine", "2", "a", "3");
            assertThat(refusal(ids.get(1))).isEqualTo(Reason.FORBIDDEN);
            assertThat(await(ids.get(2)).position()).isEqualTo(await(ids.get(0)).position() + 1);
        }
    }

    @Test
    void what_exceeds_the_bound_on_what_waits_is_refused_at_once_and_the_rest_is_given_back() {
        HubOptions options = HubOptions.DEFAULT.withPendingBytes(1_000);
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            TurnPublisher publisher = hub.onLoop(0, () -> hub.hub().turnPublisher());
            for (int turn = 0; turn < 3; turn++) {
                List<Future<EventId>> ids =
                        publish(hub, publisher, "a", "x".repeat(500), "a", "y".repeat(500), "a", "z");
                assertThat(refusal(ids.get(1))).isEqualTo(Reason.OVERLOADED);
                await(ids.get(0));
                await(ids.get(2));
            }
        }
    }

    @Test
    void a_log_that_throws_at_one_takes_nobody_with_it_and_no_share() {
        AtomicReference<ScriptedLog> log = new AtomicReference<>();
        HubOptions options = HubOptions.DEFAULT.withPendingBytes(2_000);
        try (TestHub hub = new TestHub(
                options,
                vertx -> {
                    log.set(new ScriptedLog(new MemoryEventLog(vertx, HistoryOptions.DEFAULT, Clock.systemUTC())));
                    return log.get();
                },
                1)) {
            log.get().throwAt("x");
            TurnPublisher publisher = hub.onLoop(0, () -> hub.hub().turnPublisher());
            for (int turn = 0; turn < 10; turn++) {
                List<Future<EventId>> ids = publish(hub, publisher, "a", "1", "a", "x", "a", "3");
                assertThat(refusal(ids.get(1))).isEqualTo(Reason.UNAVAILABLE);
                assertThat(await(ids.get(2)).position())
                        .isEqualTo(await(ids.get(0)).position() + 1);
            }
        }
    }

    @Test
    void a_hub_that_has_stopped_refuses_all_of_a_turn_and_keeps_no_share() {
        HubOptions options = HubOptions.DEFAULT.withPendingBytes(2_000);
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            TurnPublisher publisher = hub.onLoop(0, () -> hub.hub().turnPublisher());
            await(hub.hub().stop());
            for (int turn = 0; turn < 5; turn++) {
                for (Future<EventId> id : publish(hub, publisher, "a", "x".repeat(500), "a", "y".repeat(500))) {
                    assertThat(refusal(id)).isEqualTo(Reason.OVERLOADED);
                    assertThat(id.cause()).hasMessageContaining("isn't running");
                }
            }
        }
    }
}
