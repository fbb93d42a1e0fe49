package dev.crier.core.engine;

import static dev.crier.core.engine.TestHub.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.Topic;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SequencerTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("me", "k1");

    private static TestHub slow(HubOptions options, AtomicReference<ScriptedLog> log) {
        return new TestHub(
                options,
                vertx -> {
                    log.set(new ScriptedLog(new MemoryEventLog(vertx, HistoryOptions.DEFAULT, Clock.systemUTC())));
                    return log.get();
                },
                1);
    }

    @Test
    void any_vertx_application_can_publish_over_the_bus_as_json() {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            JsonObject reply = (JsonObject) await(hub.vertx()
                            .eventBus()
                            .<Object>request(
                                    Sequencer.ADDRESS,
                                    new JsonObject()
                                            .put("topic", "a")
                                            .put("type", "greeting")
                                            .put("data", "hello")))
                    .body();
            hub.until("it came", () -> stream.data().equals(List.of("hello")));
            assertThat(reply.getString("id")).isEqualTo(stream.lastId());
            assertThat(reply.getString("topic")).isEqualTo("a");
        }
    }

    @Test
    void data_on_the_bus_that_isnt_a_string_is_stored_as_its_json() {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            for (Object data : List.of(7, true, new JsonObject().put("x", 1))) {
                await(hub.vertx()
                        .eventBus()
                        .request(
                                Sequencer.ADDRESS,
                                new JsonObject().put("topic", "a").put("data", data)));
            }
            hub.until("all came", () -> stream.data().size() == 3);
            assertThat(stream.data()).containsExactly("7", "true", "{\"x\":1}");
        }
    }

    @Test
    void what_the_bus_cant_take_is_refused_with_the_status_of_its_reason() {
        try (TestHub hub = TestHub.small()) {
            record Case(Object body, int code) {}
            for (Case wrong : List.of(
                    new Case(new JsonObject().put("topic", "a"), 400),
                    new Case(new JsonObject().put("topic", "a b").put("data", "x"), 400),
                    new Case(new JsonObject().put("topic", 7).put("data", "x"), 400),
                    new Case(new JsonObject().put("topic", "a").put("data", "x").put("key", 7), 400),
                    new Case(new JsonObject().put("topic", "a").put("data", "x").put("type", "hub.gap"), 400),
                    new Case(new JsonObject().put("topic", "hub/x").put("data", "x"), 403),
                    new Case("a text", 400))) {
                assertThatThrownBy(() -> await(hub.vertx().eventBus().request(Sequencer.ADDRESS, wrong.body())))
                        .as(wrong.toString())
                        .isInstanceOfSatisfying(ReplyException.class, refused -> {
                            assertThat(refused.failureCode()).isEqualTo(wrong.code());
                        });
            }
        }
    }

    @Test
    void only_the_hub_publishes_below_its_own_topic() {
        try (TestHub hub = TestHub.small()) {
            EventDraft draft = EventDraft.of(Topic.of("hub/sources/x"), "{}");
            assertThatThrownBy(() -> await(hub.hub().publisher().publish(draft)))
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(PublishException.Reason.FORBIDDEN));
            assertThat(await(hub.hub().ownPublisher().publish(draft)).position())
                    .isEqualTo(1);
        }
    }

    @Test
    void an_event_over_the_limit_is_refused_and_the_rest_of_its_batch_is_not() {
        try (TestHub hub = new TestHub(HubOptions.DEFAULT.withEventBytes(4), HistoryOptions.DEFAULT, 1)) {
            Topic topic = Topic.of("a");
            List<PublishOutcome> outcomes = await(hub.hub()
                    .publisher()
                    .publishAll(List.of(
                            EventDraft.of(topic, "four"),
                            EventDraft.of(topic, "\u00e9\u00e9\u00e9"),
                            EventDraft.of(topic, "ok"))));
            assertThat(outcomes.get(0)).isInstanceOf(PublishOutcome.Accepted.class);
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(
                            PublishOutcome.Refused.class,
                            refused ->
                                    assertThat(refused.cause().reason()).isEqualTo(PublishException.Reason.TOO_LARGE));
            assertThat(outcomes.get(2)).isInstanceOf(PublishOutcome.Accepted.class);
        }
    }

    @Test
    void concurrent_repeats_share_one_answer_and_failures_arent_remembered() {
        AtomicReference<ScriptedLog> log = new AtomicReference<>();
        try (TestHub hub = slow(HubOptions.DEFAULT, log)) {
            Promise<Void> gate = log.get().holdAppends();
            EventDraft draft = EventDraft.of(Topic.of("a"), "once").withIdempotency(KEY);
            Future<EventId> first = hub.hub().publisher().publish(draft);
            Future<EventId> second = hub.hub().publisher().publish(draft);
            Future<EventId> other = hub.hub()
                    .publisher()
                    .publish(EventDraft.of(Topic.of("a"), "another").withIdempotency(KEY));
            assertThatThrownBy(() -> await(other))
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(PublishException.Reason.CONFLICT));
            gate.fail("the log is away");
            // The scripted log appends when the gate ends, however it ends.
            assertThat(await(first)).isEqualTo(await(second));
            assertThat(hub.publish("a", "next").position()).isEqualTo(2);
        }
    }

    @Test
    void what_waits_for_the_log_is_bounded_and_refused_beyond() {
        AtomicReference<ScriptedLog> log = new AtomicReference<>();
        try (TestHub hub = slow(HubOptions.DEFAULT.withPendingBytes(10_000), log)) {
            Promise<Void> gate = log.get().holdAppends();
            List<Future<EventId>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(hub.hub().publisher().publish(EventDraft.of(Topic.of("a"), "x".repeat(1_000))));
            }
            long refused = waiting.stream()
                    .filter(Future::isComplete)
                    .filter(future -> future.cause() instanceof PublishException cause
                            && cause.reason() == PublishException.Reason.OVERLOADED)
                    .count();
            assertThat(refused).isBetween(85L, 95L);
            gate.complete();
            hub.until("the rest is stored", () -> waiting.stream().allMatch(Future::isComplete));
            assertThat(waiting.stream().filter(Future::succeeded).count()).isEqualTo(100 - refused);
            assertThat(hub.publish("a", "again").position()).isEqualTo(101 - refused);
        }
    }

    @Test
    void a_stuck_event_loop_holds_publishers_back_and_loses_nothing() throws Exception {
        HubOptions options = HubOptions.DEFAULT.withWindowBytes(20_000).withPendingBytes(20_000);
        HistoryOptions log = HistoryOptions.DEFAULT.withRetention(
                topic -> new dev.crier.core.Retention(3, java.time.Duration.ofHours(1), 1 << 20));
        try (TestHub hub = new TestHub(options, log, 2)) {
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            hub.until("it is a member", () -> hub.onLoop(0, () -> true));
            CountDownLatch stuck = new CountDownLatch(1);
            CountDownLatch free = new CountDownLatch(1);
            Thread blocker = new Thread(() -> hub.onLoop(() -> {
                stuck.countDown();
                try {
                    free.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
            blocker.start();
            stuck.await();
            int accepted = 0;
            List<Future<EventId>> all = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Future<EventId> answer = hub.hub().publisher().publish(EventDraft.of(Topic.of("a"), "e" + i));
                all.add(answer);
                if (!answer.failed()) {
                    expected.add("e" + i);
                    accepted++;
                }
                hub.onLoop(1, () -> true);
            }
            assertThat(accepted).as("some were refused").isLessThan(200);
            free.countDown();
            blocker.join();
            hub.until("all are answered", () -> all.stream().allMatch(Future::isComplete));
            hub.until("all that were accepted came", () -> stream.data().size() >= expected.size());
            assertThat(stream.data()).isEqualTo(expected);
            assertThat(stream.gaps()).isEmpty();
        }
    }
}
