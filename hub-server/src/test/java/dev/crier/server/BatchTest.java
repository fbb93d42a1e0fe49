package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.settings.ByteSize;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a batch: each line is answered by a line, in order, whatever becomes of the others. */
class BatchTest {

    private static final String NDJSON = "Content-Type: application/x-ndjson";
    private static final int EVENT_BYTES = 20_000;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(config -> config.withLimits(config.limits().withEventBytes(new ByteSize(EVENT_BYTES))));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static List<JsonObject> post(String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(NDJSON);
        try (RawClient client = hub.connect().post("/events", body, all.toArray(String[]::new))) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
            return answer.body().lines().map(JsonObject::new).toList();
        }
    }

    private static List<JsonObject> history(String topic) {
        try (RawClient client = hub.connect().get("/history/" + topic + "?limit=1000")) {
            List<JsonObject> events = new ArrayList<>();
            new JsonObject(client.answer().body())
                    .getJsonArray("events")
                    .forEach(event -> events.add((JsonObject) event));
            return events;
        }
    }

    private static String dataOf(String topic) {
        List<JsonObject> events = history(topic);
        return events.get(events.size() - 1).getString("data");
    }

    private static JsonObject error(JsonObject answer) {
        assertThat(answer.fieldNames()).containsExactly("error");
        return answer.getJsonObject("error");
    }

    @Test
    void each_line_is_answered_in_order() {
        List<JsonObject> answers = post("{\"topic\":\"b/order\",\"data\":\"1\"}\n{\"topic\":\"b/other\",\"type\":\"t\","
                + "\"key\":\"k\",\"data\":\"2\"}\n{\"topic\":\"b/order\",\"data\":\"3\"}\n");
        assertThat(answers)
                .extracting(answer -> answer.getString("topic"))
                .containsExactly("b/order", "b/other", "b/order");
        assertThat(history("b/order"))
                .extracting(event -> event.getString("data"))
                .containsExactly("1", "3");
        assertThat(history("b/order").get(1).getString("id"))
                .isEqualTo(answers.get(2).getString("id"));
        JsonObject other = history("b/other").get(0);
        assertThat(other.getString("type")).isEqualTo("t");
        assertThat(other.getString("key")).isEqualTo("k");
    }

    @Test
    void a_last_line_needs_no_line_feed_and_empty_lines_are_no_events() {
        assertThat(post("\n{\"topic\":\"b/lf\",\"data\":\"1\"}\r\n  \n{\"topic\":\"b/lf\",\"data\":\"2\"}"))
                .hasSize(2);
        assertThat(post("")).isEmpty();
        assertThat(post("\n\n")).isEmpty();
    }

    @Test
    void one_bad_line_refuses_that_line_alone_and_says_which() {
        List<JsonObject> answers = post("""
                        {"topic":"b/bad","data":"1"}
                        not json
                        {"topic":"hub/x","data":"2"}
                        {"topic":"b/bad","data":"3"}
                        """);
        assertThat(answers).hasSize(4);
        assertThat(error(answers.get(1)).getInteger("status")).isEqualTo(400);
        assertThat(error(answers.get(1)).getInteger("line")).isEqualTo(2);
        assertThat(error(answers.get(2)).getInteger("status")).isEqualTo(403);
        assertThat(history("b/bad"))
                .extracting(event -> event.getString("data"))
                .containsExactly("1", "3");
    }

    @ParameterizedTest(name = "{0} is refused: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1] | 400 | isn't a JSON object",
                "{\"topic\":\"b/x\"} | 400 | no 'data'",
                "{\"data\":\"x\"} | 400 | no 'topic'",
                "{\"control\":\"checkpoint\",\"id\":\"a-1\"} | 400 | no 'topic'",
                "{\"topic\":1,\"data\":\"x\"} | 400 | 'topic' must be a string",
                "{\"topic\":\"b/x\",\"type\":{},\"data\":\"x\"} | 400 | 'type' must be a string",
                "{\"topic\":\"b/*\",\"data\":\"x\"} | 400 | '*'",
                "{\"topic\":\"b/x\",\"data\":\"x\"} {} | 400 | goes on",
                "{\"topic\":\"b/x\",\"data\":\"x\",\"data\":\"y\"} | 400 | Duplicate",
                "{\"topic\":\"b/x\",\"type\":\"hub.gap\",\"data\":\"x\"} | 400 | reserved",
                "{\"topic\":\"b/x\",\"data\":\"\\ud800\"} | 400 | surrogate",
                "{\"topic\":\"b/x\",\"data\":\"x\" | 400 | isn't JSON: it ends too early",
                "{\"topic\":\"b/x\",\"data\":NaN} | 400 | isn't JSON at about its character",
                "{\"topic\":\"b/x\",\"data\":+1} | 400 | isn't JSON at about its character",
            })
    void a_line_that_is_no_event_is_refused_with_the_reason(String line, int status, String detail) {
        JsonObject error = error(post(line).get(0));
        assertThat(error.getInteger("status")).isEqualTo(status);
        assertThat(error.getString("detail")).contains(detail).doesNotContain("JsonReadFeature", "token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.00",
                "-0",
                "1e400",
                "12345678901234567890.123456789",
                "true",
                "null",
                "{ \"a\" : [1 , 2.50] }",
                "[]",
                "{}"
            })
    void data_that_is_not_a_string_is_stored_as_its_json_text_to_the_digit(String json) {
        assertThat(post("{\"topic\":\"b/json\",\"data\":" + json + " ,\"key\":\"\u00e9\"}")
                        .get(0)
                        .containsKey("id"))
                .isTrue();
        assertThat(dataOf("b/json")).isEqualTo(json);
    }

    @Test
    void an_envelope_of_another_hub_is_taken() {
        assertThat(
                        post("{\"id\":\"abc-1\",\"topic\":\"b/again\",\"time\":\"2020-01-01T00:00:00.000Z\",\"data\":\"\\u2603\"}")
                                .get(0)
                                .getString("topic"))
                .isEqualTo("b/again");
        assertThat(dataOf("b/again")).isEqualTo("\u2603");
    }

    @Test
    void a_line_that_is_not_utf_8_is_refused_alone() {
        byte[] good = "{\"topic\":\"b/utf\",\"data\":\"ok\"}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (RawClient client = hub.connect()
                .send("POST /events HTTP/1.1\r\nHost: a\r\n" + NDJSON + "\r\nContent-Length: " + (good.length + 3)
                        + "\r\n\r\n")
                .send(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'})
                .send(good)) {
            List<JsonObject> answers =
                    client.answer().body().lines().map(JsonObject::new).toList();
            assertThat(error(answers.get(0)).getString("detail")).contains("UTF-8");
            assertThat(answers.get(1).getString("topic")).isEqualTo("b/utf");
        }
    }

    @Test
    void data_that_is_too_long_is_413_for_its_line_alone_however_long_the_line_is() {
        String tooLong = "{\"topic\":\"b/long\",\"data\":\"" + "x".repeat(EVENT_BYTES + 1) + "\"}\n";
        String muchTooLong = "{\"topic\":\"b/long\",\"data\":\"" + "x".repeat(100 * EVENT_BYTES) + "\"}\n";
        String quotes = "{\"topic\":\"b/long\",\"data\":\"" + "\\\"".repeat(EVENT_BYTES) + "\"}\n";
        List<JsonObject> answers = post(tooLong + muchTooLong + quotes);
        assertThat(error(answers.get(0)).getInteger("status")).isEqualTo(413);
        assertThat(error(answers.get(1)).getInteger("status")).isEqualTo(413);
        assertThat(answers.get(2).getString("topic")).isEqualTo("b/long");
    }

    @Test
    void a_line_is_answered_before_the_next_one_is_sent() {
        try (RawClient client = hub.connect()
                .send("POST /events HTTP/1.1\r\nHost: a\r\n" + NDJSON + "\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            String line = "{\"topic\":\"b/live\",\"data\":\"1\"}\n";
            String chunk = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
            client.send(chunk);
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(new String(client.chunk(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("b/live");
            client.send(chunk);
            assertThat(new String(client.chunk(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("b/live");
            client.send("0\r\n\r\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void thousands_of_lines_are_answered_to_a_client_that_sends_all_before_it_reads() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            body.append("{\"topic\":\"b/many\",\"data\":").append(i).append("}\n");
        }
        List<JsonObject> answers = post(body.toString());
        assertThat(answers).hasSize(5_000).allMatch(answer -> answer.containsKey("id"));
        assertThat(answers).extracting(answer -> answer.getString("id")).doesNotHaveDuplicates();
        assertThat(dataOf("b/many")).isEqualTo("4999");
    }

    @Test
    void a_line_under_an_idempotency_key_counts_as_key_and_line_number() {
        String body = "{\"topic\":\"b/idem\",\"data\":\"1\"}\n\n{\"topic\":\"b/idem\",\"data\":\"1\"}\n";
        List<JsonObject> first = post(body, "Idempotency-Key: batch");
        assertThat(first.get(0).getString("id")).isNotEqualTo(first.get(1).getString("id"));
        assertThat(post(body, "Idempotency-Key: batch")).isEqualTo(first);
        assertThat(history("b/idem")).hasSize(2);
        List<JsonObject> other = post("{\"topic\":\"b/idem\",\"data\":\"2\"}", "Idempotency-Key: batch");
        assertThat(error(other.get(0)).getInteger("status")).isEqualTo(422);
        assertThat(error(other.get(0)).getString("detail")).doesNotContain("\n").contains("another event");
    }

    @Test
    void the_key_of_a_batch_is_never_that_of_a_single_event() {
        List<JsonObject> line = post("{\"topic\":\"b/keys\",\"data\":\"x\"}", "Idempotency-Key: k");
        try (RawClient client = hub.connect().post("/events/b/keys", "x", "Idempotency-Key: k")) {
            assertThat(new JsonObject(client.answer().body()).getString("id"))
                    .isNotEqualTo(line.get(0).getString("id"));
        }
    }

    @ParameterizedTest(name = "Content-Type: {0} is {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 415",
                "application/json, 415",
                "text/plain, 415",
                "application/x-ndjson-not, 415",
                "application/x-ndjson; charset=utf-8, 200",
                "APPLICATION/X-NDJSON, 200"
            })
    void a_batch_is_ndjson_and_nothing_else(String type, int status) {
        String[] headers = type == null ? new String[0] : new String[] {"Content-Type: " + type};
        try (RawClient client = hub.connect().post("/events", "{\"topic\":\"b/type\",\"data\":\"x\"}", headers)) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("accept-post")).isEqualTo(status == 415 ? "application/x-ndjson" : "");
        }
    }

    @Test
    void http_1_0_gets_its_answers_unchunked() {
        String line = "{\"topic\":\"b/old\",\"data\":\"x\"}\n";
        try (RawClient client = hub.connect()
                .send("POST /events HTTP/1.0\r\n" + NDJSON + "\r\nContent-Length: " + line.length() + "\r\n\r\n"
                        + line)) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.header("transfer-encoding")).isEmpty();
            assertThat(answer.body()).contains("b/old");
        }
    }

    @Test
    void what_arrived_before_a_publisher_went_away_is_published() {
        String line = "{\"topic\":\"b/gone\",\"data\":\"whole\"}\n";
        try (RawClient client = hub.connect()
                .send("POST /events HTTP/1.1\r\nHost: a\r\n" + NDJSON + "\r\nContent-Length: 10000\r\n\r\n" + line
                        + "{\"topic\":\"b/gone\",\"data\":\"ha")) {
            assertThat(client.head().status()).isEqualTo(200);
        }
        assertThat(history("b/gone"))
                .extracting(event -> event.getString("data"))
                .containsExactly("whole");
    }

    @Test
    void a_number_of_any_length_is_stored_as_its_text() {
        String number = "1".repeat(1_500) + "." + "2".repeat(1_500);
        assertThat(post("{\"topic\":\"b/digits\",\"data\":" + number + "}")
                        .get(0)
                        .containsKey("id"))
                .isTrue();
        assertThat(dataOf("b/digits")).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"Aa, BB", "ab, bA"}) // the same hash to Java, and the same to Jackson
    void names_that_collide_are_names_like_others(String one, String other) {
        StringBuilder data = new StringBuilder("{");
        for (int i = 0; i < 512; i++) {
            data.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 9; bit++) {
                data.append((i >> bit & 1) == 0 ? one : other);
            }
            data.append("\":0");
        }
        data.append('}');
        assertThat(post("{\"topic\":\"b/collide\",\"data\":" + data + "}")
                        .get(0)
                        .containsKey("id"))
                .isTrue();
        assertThat(dataOf("b/collide")).isEqualTo(data.toString());
    }

    @Test
    void data_that_is_nested_too_deep_is_refused_in_words_for_its_sender() {
        String deep = "{\"topic\":\"b/deep\",\"data\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
        String detail = error(post(deep).get(0)).getString("detail");
        assertThat(detail).contains("1000 levels").doesNotContain("StreamRead");
        String fits = "[".repeat(999) + "]".repeat(999);
        assertThat(post("{\"topic\":\"b/deep\",\"data\":" + fits + "}").get(0).containsKey("id"))
                .isTrue();
    }
}
