package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.settings.ByteSize;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of one event that is posted. */
class PublishTest {

    private static final int EVENT_BYTES = 10_000;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(config -> config.withLimits(config.limits().withEventBytes(new ByteSize(EVENT_BYTES))));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static RawClient.Answer post(String target, String body, String... headers) {
        try (RawClient client = hub.connect().post(target, body, headers)) {
            return client.answer();
        }
    }

    private static JsonObject newest(String topic) {
        try (RawClient client = hub.connect().get("/history/" + topic + "?limit=1000")) {
            var events = new JsonObject(client.answer().body()).getJsonArray("events");
            return events.getJsonObject(events.size() - 1);
        }
    }

    @Test
    void the_body_is_the_data_and_the_answer_is_200_with_id_and_topic() {
        RawClient.Answer answer = post("/events/pub/a?type=greeting&key=k", "h\u00e9llo\n\u2603");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        JsonObject accepted = new JsonObject(answer.body());
        assertThat(accepted.fieldNames()).containsExactly("id", "topic");
        assertThat(accepted.getString("topic")).isEqualTo("pub/a");
        JsonObject event = newest("pub/a");
        assertThat(event.getString("id")).isEqualTo(accepted.getString("id"));
        assertThat(event.getString("data")).isEqualTo("h\u00e9llo\n\u2603");
        assertThat(event.getString("type")).isEqualTo("greeting");
        assertThat(event.getString("key")).isEqualTo("k");
    }

    @Test
    void an_empty_type_or_key_is_the_same_as_none() {
        assertThat(post("/events/pub/empty?type=&key=", "x").status()).isEqualTo(200);
        assertThat(newest("pub/empty").fieldNames()).doesNotContain("type", "key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "text/plain", "application/x-www-form-urlencoded", "image/png", "nonsense"})
    void whatever_the_content_type_is_the_body_is_the_data(String type) {
        assertThat(post("/events/pub/types", "a=b&c", "Content-Type: " + type).status())
                .isEqualTo(200);
        assertThat(newest("pub/types").getString("data")).isEqualTo("a=b&c");
    }

    @Test
    void an_empty_body_is_an_event_with_empty_data() {
        assertThat(post("/events/pub/nothing", "").status()).isEqualTo(200);
        assertThat(newest("pub/nothing").getString("data")).isEmpty();
    }

    @ParameterizedTest(name = "POST {0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/events/ | 400 | empty",
                "/events/a/* | 400 | '*'",
                "/events/a//b | 400 | empty segment",
                "/events/hub/x | 403 | hub's own",
                "/events/hub | 403 | hub's own",
                "/events/hub%2Fsources%2Fx | 403 | hub's own",
                "/events/x?type=error | 400 | reserved",
                "/events/x?type=open | 400 | reserved",
                "/events/x?type=hub.gap | 400 | reserved",
                "/events/x?type=a%0Ab | 400 | CR, LF or NUL",
                "/events/x?key=a%00b | 400 | CR, LF or NUL",
            })
    void what_breaks_a_rule_is_refused_with_that_rule(String target, int status, String detail) {
        RawClient.Answer answer = post(target, "x");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("detail")).contains(detail);
    }

    @Test
    void data_that_is_not_utf_8_is_400() {
        try (RawClient client = hub.connect()
                .send("POST /events/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
                .send(new byte[] {(byte) 0xc3, 0x28})) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("UTF-8");
        }
    }

    @Test
    void a_compressed_body_is_415_with_what_is_taken() {
        RawClient.Answer answer = post("/events/x", "x", "Content-Encoding: gzip");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("accept-encoding")).isEqualTo("identity");
    }

    @Test
    void an_event_of_just_the_most_bytes_is_taken() {
        assertThat(post("/events/pub/most", "x".repeat(EVENT_BYTES)).status()).isEqualTo(200);
    }

    @Test
    void a_body_that_announces_too_much_is_413_before_any_of_it_is_sent() {
        try (RawClient client =
                hub.connect().send("POST /events/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n")) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_chunked_body_is_413_as_soon_as_it_is_too_long() {
        String chunk = Integer.toHexString(EVENT_BYTES + 1) + "\r\n" + "x".repeat(EVENT_BYTES + 1) + "\r\n";
        try (RawClient client = hub.connect()
                .send("POST /events/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)) {
            assertThat(client.answer().status()).isEqualTo(413); // although the body never ends
        }
    }

    @Test
    void a_client_that_waits_for_100_is_told_to_go_on() {
        try (RawClient client = hub.connect()
                .send(
                        "POST /events/pub/expect HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")) {
            assertThat(client.head().status()).isEqualTo(100);
            assertThat(client.send("ok").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_waits_for_100_is_spared_a_body_that_is_refused() {
        try (RawClient client = hub.connect()
                .send("POST /events/hub/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")) {
            assertThat(client.answer().status()).isEqualTo(403);
        }
        try (RawClient client = hub.connect()
                .send("POST /events/x HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\nExpect: 100-continue\r\n\r\n")) {
            assertThat(client.answer().status()).isEqualTo(413);
        }
        assertThat(post("/events/x", "", "Expect: miracles").status()).isEqualTo(417);
    }

    @Test
    void a_repeat_under_the_same_idempotency_key_gets_the_first_answer_and_stores_nothing() {
        RawClient.Answer first = post("/events/pub/idem", "once", "Idempotency-Key: k1");
        RawClient.Answer again = post("/events/pub/idem", "once", "Idempotency-Key: k1");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        RawClient.Answer other = post("/events/pub/idem", "once", "Idempotency-Key: k2");
        assertThat(other.body()).isNotEqualTo(first.body());
    }

    @Test
    void another_body_under_the_same_idempotency_key_is_422() {
        post("/events/pub/conflict", "one", "Idempotency-Key: k");
        RawClient.Answer answer = post("/events/pub/conflict", "two", "Idempotency-Key: k");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getString("title")).isEqualTo("Unprocessable Content");
        assertThat(newest("pub/conflict").getString("data")).isEqualTo("one");
    }

    @Test
    void the_scope_of_an_idempotency_key_is_its_topic() {
        RawClient.Answer here = post("/events/pub/scope/a", "x", "Idempotency-Key: k");
        RawClient.Answer there = post("/events/pub/scope/b", "y", "Idempotency-Key: k");
        assertThat(there.status()).isEqualTo(200);
        assertThat(there.body()).isNotEqualTo(here.body());
    }

    @Test
    void an_idempotency_key_that_is_too_long_is_400() {
        assertThat(post("/events/x", "x", "Idempotency-Key: " + "k".repeat(256)).status())
                .isEqualTo(400);
    }

    @Test
    void a_refused_publisher_can_go_on_over_the_same_connection() {
        try (RawClient client = hub.connect()) {
            client.post("/events/hub/x", "x".repeat(5_000));
            assertThat(client.answer().status()).isEqualTo(403);
            client.post("/events/pub/next", "y");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void requests_that_are_sent_at_once_are_answered_in_order() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append("POST /events/pub/pipe HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
                    .append(10 + i);
        }
        try (RawClient client = hub.connect().send(requests.toString())) {
            long last = 0;
            for (int i = 0; i < 50; i++) {
                String id = new JsonObject(client.answer().body()).getString("id");
                long position = Long.parseLong(id.substring(id.indexOf('-') + 1));
                assertThat(position).isGreaterThan(last);
                last = position;
            }
        }
        assertThat(newest("pub/pipe").getString("data")).isEqualTo("59");
    }

    @Test
    void a_publisher_who_goes_away_in_mid_body_publishes_nothing() {
        String before = hub.publish("pub/half", "before");
        try (RawClient client =
                hub.connect().send("POST /events/pub/half HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")) {
            assertThat(client).isNotNull();
        }
        hub.publish("pub/half", "after");
        try (RawClient client = hub.connect().get("/history/pub/half?after=" + before)) {
            assertThat(new JsonObject(client.answer().body()).getJsonArray("events"))
                    .hasSize(1);
        }
    }

    @Test
    void without_dev_publishing_is_401_and_says_how_to_permit_it() {
        try (TestHub closed = TestHub.start(config -> config.withDev(false))) {
            try (RawClient client = closed.connect().post("/events/x", "x")) {
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("www-authenticate")).startsWith("Bearer");
                assertThat(answer.body()).contains("--dev").contains("CRIER_DEV");
            }
            try (RawClient client = closed.connect().post("/events", "{}", "Content-Type: application/x-ndjson")) {
                assertThat(client.answer().status()).isEqualTo(401);
            }
            try (RawClient client = closed.connect().get("/events/x")) {
                assertThat(client.head().status()).isEqualTo(200); // reading is open
            }
        }
    }

    @Test
    void an_answer_is_json_in_utf_8() {
        RawClient.Answer answer = post("/events/x", "x");
        assertThat(answer.body().getBytes(StandardCharsets.UTF_8)).endsWith((byte) '\n');
    }

    @Test
    void an_idempotency_key_that_names_nothing_or_two_things_is_400() {
        assertThat(post("/events/pub/x", "x", "Idempotency-Key: ").status()).isEqualTo(400);
        assertThat(post("/events/pub/x", "x", "Idempotency-Key: a", "Idempotency-Key: b")
                        .status())
                .isEqualTo(400);
    }
}
