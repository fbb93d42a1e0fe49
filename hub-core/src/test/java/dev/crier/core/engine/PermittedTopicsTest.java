package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Retention;
import dev.crier.core.TopicFilter;
import dev.crier.core.log.HistoryOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter excepts is never heard of, and what permits a stream may expire. */
class PermittedTopicsTest {

    private static final TopicFilter BUT_PRIVATE =
            TopicFilter.ALL.except(List.of(TopicFilter.of("private/**"))).orElseThrow();

    private static SubscriptionRequest request(TopicFilter filter, WireFormat format, Start start) {
        return new SubscriptionRequest(filter, format, ContentCoding.IDENTITY, start, Buffer.buffer());
    }

    private static void subscribe(TestHub hub, TopicFilter filter, Start start, TestStream stream) {
        hub.onLoop(() -> {
            hub.fanout().subscribe(request(filter, WireFormat.SSE, start), stream);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void an_exception_is_delivered_neither_live_nor_replayed_nor_counted_in(long seed) {
        Random random = new Random(seed);
        try (TestHub hub = TestHub.small()) {
            List<String> permitted = new ArrayList<>();
            Runnable publishSome = () -> {
                for (int i = 0; i < 50; i++) {
                    String topic = List.of("a", "a/b", "private", "private/x", "privates")
                            .get(random.nextInt(5));
                    String data = topic + i;
                    if (!topic.equals("private") && !topic.startsWith("private/")) {
                        permitted.add(data);
                    }
                    hub.publish(topic, data);
                }
            };
            publishSome.run();
            TestStream stream = new TestStream();
            TestStream last = new TestStream();
            subscribe(hub, BUT_PRIVATE, Start.earliest(), stream);
            subscribe(hub, BUT_PRIVATE, Start.last(5), last);
            List<String> expectedLast = new ArrayList<>(permitted.subList(permitted.size() - 5, permitted.size()));
            hub.until("the last came", () -> last.data().size() == 5);
            publishSome.run();
            hub.publish("private/z", "the last of all");
            hub.publish("a", "end");
            permitted.add("end");
            hub.until(
                    "all came",
                    () -> stream.data().contains("end") && last.data().contains("end"));
            assertThat(stream.data()).isEqualTo(permitted);
            assertThat(last.data().subList(0, 5)).isEqualTo(expectedLast);
            assertThat(stream.text() + last.text()).doesNotContain("private/");
        }
    }

    @Test
    void a_gap_of_an_exception_is_announced_to_nobody() {
        HistoryOptions little =
                HistoryOptions.DEFAULT.withRetention(topic -> new Retention(2, Duration.ofHours(1), 1 << 20));
        HubOptions options = HubOptions.DEFAULT.withWindowBytes(1);
        try (TestHub hub = new TestHub(options, little, 1)) {
            String before = hub.publish("a", "first").toString();
            hub.publishAll("private/x", 0, 10);
            hub.publishAll("a", 0, 2);
            TestStream stream = new TestStream();
            subscribe(hub, BUT_PRIVATE, Start.after(before), stream);
            hub.until("all came", () -> stream.data().size() == 2);
            assertThat(stream.gaps()).isEmpty();
            hub.publishAll("a", 2, 9);
            TestStream late = new TestStream();
            subscribe(hub, BUT_PRIVATE, Start.after(before), late);
            hub.until("the gap came", () -> late.gaps().size() == 1);
            assertThat(late.gaps().get(0).data()).contains("\"topics\":[\"a\"],\"more\":0");
        }
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void a_stream_that_expires_is_told_so_and_gets_nothing_more(WireFormat format) {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            TestStream other = new TestStream();
            Subscription subscription = hub.onLoop(
                    0, () -> hub.fanout().subscribe(request(TopicFilter.of("a"), format, Start.live()), stream));
            hub.subscribe("a", Start.live(), other);
            hub.publish("a", "before");
            hub.until("it came", () -> stream.text().contains("before"));
            hub.onLoop(subscription::expire);
            hub.onLoop(subscription::expire);
            hub.publish("a", "after");
            hub.until("the other goes on", () -> other.data().contains("after"));
            assertThat(stream.ended()).contains(Outlet.EndReason.EXPIRED);
            assertThat(stream.text())
                    .doesNotContain("after")
                    .endsWith(format.expired().toString());
            assertThat(Stream.of(stream.text().split("expired", -1))).hasSize(2);
        }
    }

    @Test
    void a_stream_that_expires_while_its_reader_stalls_is_ended_all_the_same() {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            Subscription subscription = hub.subscribe("a", Start.live(), stream);
            hub.onLoop(() -> stream.writable(false));
            hub.publish("a", "1");
            hub.onLoop(subscription::expire);
            hub.onLoop(() -> stream.writable(true));
            assertThat(stream.ended()).contains(Outlet.EndReason.EXPIRED);
            assertThat(stream.text()).doesNotContain("expired").doesNotContain("data: 1");
            assertThat(hub.onLoop(0, hub.fanout()::subscriptions)).isZero();
        }
    }
}
