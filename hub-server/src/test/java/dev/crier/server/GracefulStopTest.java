package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.HubConfig;
import dev.crier.server.config.HubConfig.ShutdownConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What clients see of a hub that stops. */
class GracefulStopTest {

    private static final String FLOOD = "x".repeat(50_000);

    private static TestHub hub(Duration grace) {
        return TestHub.start(config -> config.withShutdown(new ShutdownConfig(grace)));
    }

    @Test
    void each_stream_gets_what_was_published_then_a_spread_retry_time_and_its_end() {
        List<RawClient> readers = new ArrayList<>();
        TreeSet<Integer> retries = new TreeSet<>();
        try (TestHub hub = hub(Duration.ofSeconds(30))) {
            for (int i = 0; i < 20; i++) {
                RawClient reader = hub.connect().get("/events/bye");
                reader.head();
                reader.chunk();
                readers.add(reader);
            }
            hub.publish("bye", "last words");
            TestHub.await(hub.server().stop());
            for (RawClient reader : readers) {
                StringBuilder text = new StringBuilder();
                for (byte[] chunk = reader.chunk(); chunk.length > 0; chunk = reader.chunk()) {
                    text.append(new String(chunk, java.nio.charset.StandardCharsets.UTF_8));
                }
                assertThat(text.toString()).matches("(?s)data: last words\nid: \\S+\n\nretry: \\d+\n\n");
                retries.add(Integer.parseInt(
                        text.substring(text.lastIndexOf(": ") + 2).strip()));
                assertThat(reader.closedByServer()).isTrue();
            }
            assertThat(retries.first()).isGreaterThanOrEqualTo(2_000);
            assertThat(retries).as("spread, so that not all come back at once").hasSizeGreaterThan(10);
        } finally {
            readers.forEach(RawClient::close);
        }
    }

    @Test
    void an_ndjson_stream_ends_with_a_line_of_its_own_format() {
        try (TestHub hub = hub(Duration.ofSeconds(30));
                RawClient reader = hub.connect().get("/events/bye", "Accept: application/x-ndjson")) {
            reader.head();
            TestHub.await(hub.server().stop());
            StringBuilder text = new StringBuilder();
            for (byte[] chunk = reader.chunk(); chunk.length > 0; chunk = reader.chunk()) {
                text.append(new String(chunk, java.nio.charset.StandardCharsets.UTF_8));
            }
            assertThat(text.toString().lines()).allMatch(line -> line.startsWith("{\"control\":"));
            assertThat(text.toString()).contains("\"retry\"");
        }
    }

    @Test
    void while_it_stops_it_is_not_ready_refuses_to_publish_and_ends_new_streams_politely() {
        try (TestHub hub = hub(Duration.ofSeconds(50));
                RawClient stalled = RawClient.to(hub.port(), 8 << 10).get("/events/flood");
                RawClient reader = hub.connect().get("/events/quiet")) {
            stalled.head();
            reader.head();
            reader.chunk();
            for (int i = 0; i < 100; i++) {
                hub.publish("flood", FLOOD);
            }
            Future<Void> stopping = hub.server().stop(); // which now waits for the stalled reader
            assertThat(reader.chunksUntil(text -> text.contains("retry: "))).isNotEmpty();
            assertThat(reader.chunk()).as("others are not kept waiting").isEmpty();

            try (RawClient client = hub.connect().get("/readyz")) {
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isNotEmpty();
                assertThat(answer.body()).contains("stopping");
            }
            try (RawClient client = hub.connect().get("/livez")) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            try (RawClient client = hub.connect().post("/events/x", "late")) {
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isNotEmpty();
            }
            try (RawClient client = hub.connect().get("/events/x")) {
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).startsWith("retry: ");
            }
            assertThat(stopping.isComplete()).isFalse();
            stalled.close();
            TestHub.await(stopping);
        }
    }

    @Test
    void neither_a_stalled_reader_nor_half_a_request_keeps_it_beyond_its_grace() {
        TestHub hub = hub(Duration.ofSeconds(2));
        try (RawClient stalled = RawClient.to(hub.port(), 8 << 10).get("/events/flood");
                RawClient half =
                        hub.connect().send("POST /events/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
                RawClient head = hub.connect().send("GET /eve");
                RawClient idle = hub.connect()) {
            stalled.head();
            for (int i = 0; i < 100; i++) {
                hub.publish("flood", FLOOD);
            }
            await().untilAsserted(() -> assertThat(hub.server().connections()).isEqualTo(2));
            hub.close();
            assertThat(stalled.closedByServer()).isTrue();
            assertThat(half.closedByServer()).isTrue();
            assertThat(head.closedByServer()).isTrue();
            assertThat(idle.closedByServer()).isTrue();
        }
    }

    @Test
    void a_port_that_is_taken_fails_the_start_and_leaves_nothing_running() {
        try (TestHub hub = TestHub.start()) {
            Future<HubServer> second = HubServer.start(HubConfig.defaults()
                    .withServer(
                            HubConfig.defaults().server().withHost("127.0.0.1").withPort(hub.port())));
            await().until(second::isComplete);
            assertThat(second.failed()).isTrue();
            assertThat(second.cause()).hasMessageContaining("in use");
        }
    }
}
