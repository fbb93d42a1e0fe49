package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.core.settings.ByteSize;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.config.RetentionConfig;
import dev.crier.server.http.Answers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers that don't read, and connections on which nothing happens. */
class StallTest {

    private static final int EVENTS = 300;
    private static final String DATA = "x".repeat(50_000);

    private static HubConfig small(HubConfig config, Duration stallTimeout) {
        RetentionConfig few = new RetentionConfig(5, Duration.ofHours(1), ByteSize.ofMebibytes(1));
        return config.withTopicDefaults(new HubConfig.TopicDefaults(few))
                .withLimits(config.limits().withWindowBytes(ByteSize.ofMebibytes(1)))
                .withSse(config.sse().withStallTimeout(stallTimeout));
    }

    @Test
    void what_waits_for_a_reader_that_does_not_read_is_bounded_and_the_rest_is_an_announced_gap() {
        try (TestHub hub = TestHub.start(config -> small(config, Duration.ofMinutes(10)));
                RawClient stalled = RawClient.to(hub.port(), 8 << 10).get("/events/flood");
                RawClient reader = hub.connect().get("/events/flood")) {
            stalled.head();
            reader.head();
            reader.chunk();
            for (int i = 0; i < EVENTS; i++) {
                hub.publish("flood", i + " " + DATA);
                int number = i;
                reader.chunksUntil(text -> text.contains("data: " + number + " x") && text.endsWith("\n\n"));
            }
            String all = stalled.chunksUntil(text -> text.contains("event: hub.gap") && text.contains("data: 299 x"));
            String beforeGap = all.substring(0, all.indexOf("event: hub.gap"));
            assertThat(beforeGap.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1 << 20);
            assertThat(all).contains("\"reason\":\"overrun\"", "\"topics\":[\"flood\"]");
        }
    }

    @Test
    void a_reader_that_does_not_drain_for_the_stall_timeout_is_closed_and_comes_back_by_its_id() {
        try (TestHub hub = TestHub.start(config -> small(config, Duration.ofMillis(300)));
                RawClient stalled = RawClient.to(hub.port(), 8 << 10).get("/events/flood")) {
            stalled.head();
            String begun = stalled.blocks(2).get(1);
            String id = begun.substring(begun.indexOf("id: ") + 4).strip();
            for (int i = 0; i < EVENTS; i++) {
                hub.publish("flood", DATA);
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(hub.server().streams()).isZero();
                assertThat(hub.server().connections()).isZero();
            });
            assertThat(stalled.closedByServer()).isTrue();
            try (RawClient back = hub.connect().get("/events/flood", "Last-Event-ID: " + id)) {
                back.head();
                assertThat(back.chunksUntil(text -> text.contains("data: x"))).contains("\"reason\":\"expired\"");
            }
        }
    }

    @Test
    void a_quiet_stream_outlives_the_idle_timeout_that_ends_other_connections() {
        try (TestHub hub = TestHub.impatient(
                        Duration.ofSeconds(2),
                        config -> config.withSse(config.sse().withHeartbeat(Duration.ofHours(1))));
                RawClient chunked = hub.connect().get("/events/quiet");
                RawClient old = hub.connect().send("GET /events/quiet HTTP/1.0\r\n\r\n");
                RawClient idle = hub.connect();
                RawClient half = hub.connect().send("GET /events/quiet HTTP/1.1\r\nHo");
                RawClient body =
                        hub.connect().send("POST /events/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12")) {
            chunked.head();
            chunked.chunk();
            assertThat(old.head().status()).isEqualTo(200);
            assertThat(idle.closedByServer()).isTrue();
            assertThat(half.closedByServer()).isTrue();
            assertThat(body.closedByServer()).isTrue();
            try (RawClient later = hub.connect()) {
                assertThat(later.closedByServer()).isTrue(); // so that the streams have been silent twice as long
            }
            hub.publish("quiet", "at last");
            assertThat(new String(chunked.chunk(), StandardCharsets.UTF_8)).contains("at last");
            String line = old.line();
            while (!line.equals("data: at last")) {
                line = old.line();
            }
        }
    }

    @Test
    void requests_behind_a_stream_wait_and_harm_nothing() {
        try (TestHub hub = TestHub.start();
                RawClient client = hub.connect().get("/events/pipe")) {
            client.head();
            client.chunk();
            for (int i = 0; i < 100; i++) {
                client.get("/livez");
            }
            hub.publish("pipe", "goes on");
            assertThat(new String(client.chunk(), StandardCharsets.UTF_8)).contains("goes on");
        }
    }

    private static void fillHistory(TestHub hub, int events) {
        for (int i = 0; i < events; i++) {
            hub.publish("pages/" + i, DATA.repeat(10));
        }
    }

    @Test
    void a_client_that_asks_again_and_again_and_reads_nothing_is_owed_one_answer_at_a_time_and_others_are_served() {
        try (TestHub hub = TestHub.start();
                RawClient greedy = RawClient.to(hub.port(), 8 << 10);
                RawClient other = hub.connect()) {
            fillHistory(hub, 4);
            String asked = "GET /history/pages/**?limit=1000 HTTP/1.1\r\nHost: a\r\n\r\n";
            greedy.send(asked.repeat(50));
            await().until(() -> hub.server().unsent() > 0);
            assertThat(other.get("/livez").answer().status()).isEqualTo(200);
            assertThat(hub.server().unsent()).isLessThan(2 << 20);
            String first = greedy.answer().body();
            for (int i = 1; i < 50; i++) {
                assertThat(hub.server().unsent()).isLessThan(2 << 20);
                assertThat(greedy.answer().body()).isEqualTo(first);
            }
            await().until(() -> hub.server().unsent() == 0);
        }
    }

    @Test
    void short_answers_that_nobody_reads_wait_for_room_too() {
        try (TestHub hub = TestHub.start();
                RawClient greedy = RawClient.to(hub.port(), 8 << 10)) {
            hub.publish("page", "x".repeat(20_000));
            greedy.send("GET /history/page HTTP/1.1\r\nHost: a\r\n\r\n".repeat(60));
            await().until(() -> hub.server().unsent() > 0);
            for (int i = 0; i < 60; i++) {
                assertThat(greedy.answer().status()).isEqualTo(200);
                assertThat(hub.server().unsent()).isLessThan(256 << 10);
            }
        }
    }

    @Test
    void a_client_that_leaves_its_answer_unread_for_the_stall_timeout_is_closed() {
        try (TestHub hub =
                        TestHub.start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofSeconds(2))));
                RawClient stalled = RawClient.to(hub.port(), 8 << 10)) {
            fillHistory(hub, 4);
            stalled.get("/history/pages/**?limit=1000");
            await().until(() -> hub.server().unsent() > 0);
            await().atMost(Duration.ofSeconds(30)).until(() -> hub.server().connections() == 0);
            assertThat(hub.server().unsent()).isZero();
        }
    }

    private static final String PAGE = "/history/pages/**?limit=1000";

    private static TestHub behindProxy() {
        return TestHub.start(
                config -> config.withServer(config.server().withProxies(ProxyConfig.NONE.withTrusted("127.0.0.0/8"))));
    }

    private static String from(int client) {
        return "X-Forwarded-For: 192.0.2." + client;
    }

    /** Asks for a page that it doesn't read. */
    private static RawClient stalled(TestHub hub, String target, String... headers) {
        long before = hub.server().unsent();
        RawClient client = RawClient.to(hub.port(), 8 << 10).get(target, headers);
        await().until(() -> hub.server().unsent() > before);
        return client;
    }

    @Test
    void what_waits_for_all_clients_together_is_bounded_and_long_answers_beyond_it_are_refused() {
        List<RawClient> stalled = new ArrayList<>();
        try (TestHub hub = behindProxy();
                RawClient other = hub.connect()) {
            fillHistory(hub, 4);
            while (hub.server().unsent() + (1 << 20) < Answers.MOST_UNSENT) {
                stalled.add(stalled(hub, PAGE, from(stalled.size() + 1)));
            }
            int rest = (int) (Answers.MOST_UNSENT - hub.server().unsent()) - 1_000; // less than any long answer
            hub.publish("rest", "x".repeat(rest));
            stalled.add(stalled(hub, "/history/rest", from(100)));
            RawClient.Answer refused = other.get(PAGE, from(200)).answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(other.get("/livez", from(200)).answer().status()).isEqualTo(200);
            try (RawClient operator = hub.connectAdmin().get("/metrics")) {
                RawClient.Answer numbers = operator.answer();
                assertThat(numbers.status()).isEqualTo(200);
                assertThat(numbers.body().length()).as("a long answer").isGreaterThan(8 << 10);
            }
            stalled.forEach(RawClient::close);
            await().until(() -> hub.server().unsent() == 0);
            assertThat(other.get(PAGE, from(200)).answer().status()).isEqualTo(200);
        } finally {
            stalled.forEach(RawClient::close);
        }
    }

    @Test
    void a_client_that_reads_nothing_keeps_long_answers_from_itself_alone() {
        try (TestHub hub = behindProxy()) {
            fillHistory(hub, 4);
            try (RawClient stalled = stalled(hub, PAGE, from(1));
                    RawClient again = hub.connect();
                    RawClient other = hub.connect()) {
                assertThat(again.get(PAGE, from(1)).answer().status()).isEqualTo(503);
                assertThat(again.get("/livez", from(1)).answer().status()).isEqualTo(200);
                assertThat(other.get(PAGE, from(2)).answer().status()).isEqualTo(200);
                stalled.close();
                await().until(() -> hub.server().unsent() == 0);
                assertThat(again.get(PAGE, from(1)).answer().status()).isEqualTo(200);
            }
        }
    }
}
