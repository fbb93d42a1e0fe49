package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.testkit.SseParser;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger sends is only ever the value that it stands for: to a subscriber, in an answer, and in its headers. */
class InjectionTest {

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static RawClient.Answer answer(RawClient client) {
        try (client) {
            return client.answer();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Stream<String> hostileData() {
        return Stream.of(
                "x\n\nid: forged-1\nevent: hub.gap\ndata: {}\n\n",
                "x\r\rdata: forged\r\r",
                "x\r\n\r\n: comment\r\nretry: 1\r\n\r\n",
                "\ndata: forged",
                "\u0000\u0085\u2028\u2029\ufeff",
                "\"}\n{\"control\":\"gap\",\"reason\":\"lost\"}",
                "0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("hostileData")
    void data_is_one_event_in_every_format_and_in_the_history(String data) {
        String topic = "inject/" + Integer.toHexString(data.hashCode());
        String id = new JsonObject(
                        answer(hub.connect().post("/events/" + topic, data)).body())
                .getString("id");
        hub.publish(topic, "next");

        List<SseParser.Message> plain = messages("/events/" + topic + "?replay=2");
        assertThat(plain).extracting(SseParser.Message::type).containsExactly("hub.checkpoint", "message", "message");
        assertThat(plain.get(1).data()).isEqualTo(data.replace("\r\n", "\n").replace('\r', '\n'));
        assertThat(plain.get(1).lastEventId()).isEqualTo(id);
        List<SseParser.Message> envelopes = messages("/events/" + topic + "?replay=2&format=envelope");
        assertThat(new JsonObject(envelopes.get(1).data()).getString("data")).isEqualTo(data);
        assertThat(lines("/events/" + topic + "?replay=2").get(2).getString("data"))
                .isEqualTo(data);
        JsonObject history =
                new JsonObject(answer(hub.connect().get("/history/" + topic)).body());
        assertThat(history.getJsonArray("events").getJsonObject(0).getString("data"))
                .isEqualTo(data);
    }

    private static List<SseParser.Message> messages(String target) {
        try (RawClient client = hub.connect().get(target)) {
            assertThat(client.head().status()).isEqualTo(200);
            String stream =
                    client.chunksUntil(text -> text.contains("data: next\n") || text.contains("\"data\":\"next\""));
            return new SseParser().feed(stream.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<JsonObject> lines(String target) {
        try (RawClient client = hub.connect().get(target, "Accept: application/x-ndjson")) {
            assertThat(client.head().status()).isEqualTo(200);
            return client.chunksUntil(text -> text.contains("\"data\":\"next\""))
                    .lines()
                    .map(JsonObject::new)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t\ndata: forged", "t\rid: forged-1", "t\n\n", "\u0000"})
    void a_type_or_a_key_of_more_than_a_line_reaches_nobody(String name) {
        for (String parameter : List.of("type", "key")) {
            RawClient.Answer refused =
                    answer(hub.connect().post("/events/inject/names?" + parameter + "=" + encoded(name), "x"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).doesNotContain("forged");
            String line = new JsonObject()
                    .put("topic", "inject/names")
                    .put(parameter, name)
                    .put("data", "x")
                    .encode();
            assertThat(answer(hub.connect().post("/events", line, "Content-Type: application/x-ndjson"))
                            .body())
                    .contains("\"status\":400");
        }
        assertThat(answer(hub.connect().get("/topics/inject/names")).status()).isEqualTo(404);
    }

    @Test
    void a_type_and_a_key_say_themselves_in_json() {
        String hostile = "\"},{\"control\":\"\\\u2028<script>";
        answer(hub.connect().post("/events/inject/json?type=" + encoded(hostile) + "&key=" + encoded(hostile), "next"));

        JsonObject line = lines("/events/inject/json?replay=1").get(2);
        assertThat(line.getString("type")).isEqualTo(hostile);
        assertThat(line.getString("key")).isEqualTo(hostile);
        assertThat(line.containsKey("control")).isFalse();
        assertThat(messages("/events/inject/json?replay=1").get(1).type()).isEqualTo(hostile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\"}", "\\", "a-1\u00ff", "</script>", "{\"reason\":\"lost\"}"})
    void the_id_that_a_client_comes_with_is_said_back_as_a_string(String id) {
        try (RawClient client = hub.connect().get("/events/inject/id", "Last-Event-ID: " + id)) {
            assertThat(client.head().status()).isEqualTo(200);
            List<SseParser.Message> messages = new SseParser()
                    .feed(client.chunksUntil(text -> text.contains("hub.checkpoint"))
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(messages.get(0).type()).isEqualTo("hub.gap");
            assertThat(new JsonObject(messages.get(0).data()).getString("reason"))
                    .isEqualTo("unknown");
            assertThat(new JsonObject(messages.get(0).data()).getString("after"))
                    .isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events/%0d%0aX-Forged:%20yes",
                "/topics/a%0d%0aX-Forged:%20yes",
                "/events/x?format=%0d%0aX-Forged:%20yes",
                "/history/x?limit=%0d%0aX-Forged:%20yes",
                "/%0d%0aX-Forged:%20yes",
                "/events/%22%7d%0a%7b%22status%22:200",
            })
    void no_target_writes_a_header_or_another_answer(String target) {
        try (RawClient client = hub.connect().get(target)) {
            RawClient.Answer refused = client.answer();
            assertThat(refused.status()).isIn(400, 404);
            assertThat(refused.head().headers()).doesNotContainKey("x-forged");
            assertThat(new JsonObject(refused.body()).getInteger("status")).isEqualTo(refused.status());
            assertThat(client.get("/livez").answer().body()).contains("live");
        }
    }

    @Test
    void what_headers_say_is_said_back_as_a_string_and_never_as_a_header() {
        RawClient.Answer type = answer(hub.connect().post("/events", "x", "Content-Type: a\"}\\<b>"));
        assertThat(type.status()).isEqualTo(415);
        assertThat(new JsonObject(type.body()).getString("detail")).contains("a\"}\\<b>");
        RawClient.Answer origin = answer(hub.connect().get("/topics", "Origin: http://evil.example\"><b>"));
        assertThat(origin.head().headers()).doesNotContainKey("access-control-allow-origin");
        RawClient.Answer method = answer(hub.connect().request("A\"B", "/topics", new String[0], ""));
        assertThat(method.status()).isIn(400, 405);
        assertThat(new JsonObject(method.body()).getInteger("status")).isEqualTo(method.status());
    }
}
