package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subscriber gets, byte by byte. */
class SubscribeTest {

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void the_head_is_that_of_an_event_stream_that_nobody_may_keep_or_buffer() {
        try (RawClient client = hub.connect().get("/events/head")) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            assertThat(head.header("cache-control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("x-accel-buffering")).isEqualTo("no");
            assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(head.header("content-length")).isEmpty();
            assertThat(head.header("date")).endsWith("GMT");
        }
    }

    @Test
    void a_stream_begins_with_a_retry_time_and_a_checkpoint_in_one_chunk() {
        String before = hub.publish("elsewhere", "x");
        try (RawClient client = hub.connect().get("/events/begin")) {
            client.head();
            String first = new String(client.chunk(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(first).matches("retry: \\d+\n\nevent: hub\\.checkpoint\ndata:.*\nid: " + before + "\n\n");
            int retry = Integer.parseInt(first.substring(7, first.indexOf('\n')));
            assertThat(retry).isBetween(2_000, 3_000);
        }
    }

    @Test
    void an_event_is_one_chunk_with_its_id_last() {
        try (RawClient client = hub.connect().get("/events/one/chunk")) {
            client.head();
            client.chunk();
            String id = hub.publish("one/chunk", "two\nlines");
            assertThat(new String(client.chunk(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("data: two\ndata: lines\nid: " + id + "\n\n");
        }
    }

    @Test
    void the_last_event_id_header_continues_exactly_after_that_event() {
        String first = hub.publish("resume/a", "1");
        String second = hub.publish("resume/a", "2");
        String third = hub.publish("resume/a", "3");
        try (RawClient client = hub.connect().get("/events/resume/a", "Last-Event-ID: " + first)) {
            client.head();
            List<String> blocks = client.blocks(4);
            assertThat(blocks.get(1)).contains("hub.checkpoint").endsWith("id: " + first);
            assertThat(blocks.subList(2, 4)).containsExactly("data: 2\nid: " + second, "data: 3\nid: " + third);
        }
    }

    @Test
    void the_header_wins_over_the_query_and_a_place_over_a_number_of_events() {
        String first = hub.publish("wins/a", "1");
        String second = hub.publish("wins/a", "2");
        String third = hub.publish("wins/a", "3");
        try (RawClient client =
                hub.connect().get("/events/wins/a?lastEventId=" + first + "&replay=3", "Last-Event-ID: " + second)) {
            client.head();
            assertThat(client.blocks(3).get(2)).isEqualTo("data: 3\nid: " + third);
        }
        try (RawClient client = hub.connect().get("/events/wins/a?replay=3&lastEventId=" + second)) {
            client.head();
            assertThat(client.blocks(3).get(2)).isEqualTo("data: 3\nid: " + third);
        }
    }

    @Test
    void an_empty_place_is_no_place() {
        hub.publish("empty/a", "1");
        try (RawClient client = hub.connect().get("/events/empty/a?lastEventId=&replay=1", "Last-Event-ID:")) {
            client.head();
            assertThat(client.blocks(3).get(2)).startsWith("data: 1\n");
        }
    }

    @Test
    void of_a_parameter_that_a_reconnecting_client_appended_the_last_counts() {
        String first = hub.publish("append/a", "1");
        String second = hub.publish("append/a", "2");
        hub.publish("append/a", "3");
        try (RawClient client = hub.connect().get("/events/append/a?lastEventId=" + first + "&lastEventId=" + second)) {
            client.head();
            assertThat(client.blocks(3).get(2)).startsWith("data: 3\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Last-Event-ID: earliest", "X-Nothing: at all"})
    void earliest_is_everything_that_is_kept(String header) {
        hub.publish("earliest/a", "1");
        hub.publish("earliest/a", "2");
        String target = header.startsWith("Last") ? "/events/earliest/a" : "/events/earliest/a?lastEventId=earliest";
        try (RawClient client = hub.connect().get(target, header)) {
            client.head();
            assertThat(client.blocks(4).get(2)).startsWith("data: 1\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"garbage, unknown", "zzz-1, restarted", "ÿ, unknown"})
    void an_id_that_the_hub_does_not_know_is_a_gap_and_never_an_error(String id, String reason) {
        hub.publish("garbage/a", "kept");
        try (RawClient client = hub.connect().get("/events/garbage/a", "Last-Event-ID: " + id)) {
            assertThat(client.head().status()).isEqualTo(200);
            String text = client.chunksUntil(all -> all.contains("data: kept"));
            assertThat(text).contains("event: hub.gap\ndata: {\"reason\":\"" + reason + "\"");
        }
    }

    @Test
    void several_topics_and_patterns_come_over_one_connection() {
        try (RawClient client = hub.connect().get("/events?topic=several/x&topic=several/y/*")) {
            client.head();
            client.chunk();
            hub.publish("several/x", "1");
            hub.publish("several/z", "no");
            hub.publish("several/y/1", "2");
            String text = client.chunksUntil(all -> all.contains("data: 2"));
            assertThat(text).contains("data: 1").doesNotContain("data: no");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events/all/%2A%2A", "/events/all/**", "/events?topic=all%2F**", "/events/all%2Fof%2Fit"})
    void percent_encoded_or_not_a_filter_is_the_same(String target) {
        try (RawClient client = hub.connect().get(target)) {
            assertThat(client.head().status()).isEqualTo(200);
            client.chunk();
            hub.publish("all/of/it", "here");
            assertThat(client.chunksUntil(all -> all.contains("data: here"))).contains("id: ");
        }
    }

    @Test
    void events_without_a_topic_are_all_but_the_hub_s_own() {
        try (RawClient client = hub.connect().get("/events")) {
            client.head();
            client.chunk();
            String id = hub.publish("any/topic", "seen");
            assertThat(client.chunksUntil(all -> all.contains(id))).contains("data: seen");
        }
    }

    @Test
    void an_envelope_says_topic_and_time() {
        try (RawClient client = hub.connect().get("/events/enve/*?format=envelope")) {
            assertThat(client.head().header("content-type")).isEqualTo("text/event-stream");
            client.chunk();
            String id = hub.publish("enve/lope", "x");
            assertThat(client.chunksUntil(all -> all.contains("\n\n")))
                    .startsWith("data: {\"id\":\"" + id + "\",\"topic\":\"enve/lope\",\"time\":\"")
                    .endsWith("\"data\":\"x\"}\nid: " + id + "\n\n");
        }
    }

    @Test
    void ndjson_is_an_envelope_a_line_and_control_lines_say_so() {
        try (RawClient client = hub.connect().get("/events/nd/*", "Accept: application/x-ndjson")) {
            assertThat(client.head().header("content-type")).isEqualTo("application/x-ndjson");
            String beginning = client.chunksUntil(all -> all.contains("checkpoint"));
            assertThat(beginning.lines()).allMatch(line -> line.startsWith("{\"control\":\""));
            String id = hub.publish("nd/json", "x");
            assertThat(client.chunksUntil(all -> all.endsWith("\n")))
                    .startsWith("{\"id\":\"" + id + "\",\"topic\":\"nd/json\"")
                    .endsWith("\"data\":\"x\"}\n");
        }
    }

    @Test
    void http_1_0_gets_an_unchunked_live_stream_that_ends_with_the_connection() {
        try (RawClient client = hub.connect().send("GET /events/old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("transfer-encoding")).isEmpty();
            assertThat(head.header("content-length")).isEmpty();
            assertThat(head.header("connection")).isEqualTo("close");
            assertThat(client.line()).startsWith("retry: ");
            assertThat(client.line()).isEmpty();
            assertThat(client.line()).isEqualTo("event: hub.checkpoint");
            hub.publish("old", "bare");
            for (String line = client.line(); !line.equals("data: bare"); line = client.line()) {
                assertThat(line).doesNotMatch("[0-9a-f]+");
            }
        }
    }

    @Test
    void head_has_the_headers_of_the_stream_and_nothing_more() {
        try (RawClient client = hub.connect().request("HEAD", "/events/x", new String[0], "")) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            client.get("/livez"); // the connection goes on, without a byte between
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void unknown_parameters_harm_nothing() {
        try (RawClient client = hub.connect().get("/events/unknown?utm_source=x&_=123&lab=short")) {
            assertThat(client.head().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_goes_away_leaves_nothing_behind() {
        try (TestHub own = TestHub.start()) {
            try (RawClient client = own.connect().get("/events/leaving")) {
                client.head();
                client.chunk();
                assertThat(own.server().streams()).isEqualTo(1);
                assertThat(own.server().connections()).isEqualTo(1);
            }
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                assertThat(own.server().streams()).isZero();
                assertThat(own.server().connections()).isZero();
                assertThat(own.server().hub().subscribers()).isZero();
            });
        }
    }
}
