package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.core.settings.ByteSize;
import dev.crier.server.config.LimitsConfig;
import dev.crier.server.config.ProxyConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exactly at a limit passes; one more gets the documented answer, is counted, and harms nobody else. */
class LimitsTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private static TestHub start(UnaryOperator<LimitsConfig> limits) {
        return TestHub.start(config -> config.withLimits(limits.apply(config.limits())));
    }

    private static TestHub startForAll(UnaryOperator<LimitsConfig> limits) {
        return TestHub.start(config -> config.withDev(false).withLimits(limits.apply(config.limits())));
    }

    private static TestHub withTimes(Duration header, Duration body) {
        return start(limits ->
                limits.withRequests(limits.requests().withHeaderTime(header).withBodyTime(body)));
    }

    private static double count(TestHub hub, String series) {
        return hub.server()
                .metrics()
                .scrape("text/plain; version=0.0.4; charset=utf-8")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    // ---- connections

    private static void requireFull(TestHub hub, String reason) {
        List<RawClient> inside = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                RawClient client = hub.connect().get("/events/x");
                assertThat(client.head().status()).isEqualTo(200);
                inside.add(client);
            }
            try (RawClient oneMore = hub.connect()) {
                assertThat(oneMore.closedByServer()).isTrue();
            }
            await().untilAsserted(
                            () -> assertThat(count(hub, "crier_connections_refused_total{reason=\"" + reason + "\"}"))
                                    .isEqualTo(1));
            inside.remove(0).close();
            await().until(() -> {
                RawClient next = hub.connect();
                inside.add(next);
                try {
                    return next.get("/livez").answer().status() == 200;
                } catch (RuntimeException stillFull) {
                    return false;
                }
            });
            await().until(() -> hub.server().streams() == 2);
        } finally {
            inside.forEach(RawClient::close);
        }
    }

    @Test
    void one_connection_more_than_in_all_is_closed_at_once_until_another_one_leaves() {
        try (TestHub hub =
                start(limits -> limits.withConnections(limits.connections().withTotal(3)))) {
            requireFull(hub, "total");
        }
    }

    @Test
    void one_connection_more_than_from_an_address_is_closed_at_once_until_another_one_leaves() {
        try (TestHub hub = startForAll(
                limits -> limits.withConnections(limits.connections().withPerAddress(3)))) {
            requireFull(hub, "address");
        }
    }

    @Test
    void in_development_this_machine_may_have_any_number_of_them() {
        List<RawClient> clients = new ArrayList<>();
        try (TestHub hub =
                start(limits -> limits.withConnections(limits.connections().withPerAddress(1)))) {
            for (int i = 0; i < 5; i++) {
                clients.add(hub.connect().get("/livez"));
                assertThat(clients.get(i).answer().status()).isEqualTo(200);
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void the_port_of_operators_is_open_when_the_other_one_is_full() {
        try (TestHub hub = start(
                        limits -> limits.withConnections(limits.connections().withTotal(1)));
                RawClient only = hub.connect().get("/livez");
                RawClient operator = RawClient.to(hub.server().adminPort()).get("/metrics")) {
            assertThat(only.answer().status()).isEqualTo(200);
            assertThat(operator.head().status()).isEqualTo(200);
        }
    }

    @Test
    void one_stream_more_than_over_a_connection_is_refused_alone() {
        try (TestHub hub = start(
                        limits -> limits.withConnections(limits.connections().withStreams(2)));
                RawHttp2 client = new RawHttp2(hub.connect())) {
            client.next(RawHttp2.SETTINGS);
            client.send(RawHttp2.SETTINGS, 1, 0, new byte[0]);
            client.get(1, "/events/a").get(3, "/events/a").get(5, "/events/a");
            RawHttp2.Frame refused = client.next(RawHttp2.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(5);
            assertThat(refused.error()).as("REFUSED_STREAM").isEqualTo(7);
            assertThat(hub.server().streams()).isEqualTo(2);
            hub.publish("a", "goes on");
            assertThat(client.next(RawHttp2.DATA).payload().length()).isPositive();
        }
    }

    private static void requireRefused(RawHttp2 client, int stream) {
        RawHttp2.Frame first = client.next();
        while (first.stream() != stream) {
            first = client.next();
        }
        assertThat(first.type()).isEqualTo(RawHttp2.RST_STREAM);
        assertThat(first.error()).as("REFUSED_STREAM").isEqualTo(7);
    }

    @Test
    void one_stream_of_http_2_more_than_from_an_address_over_all_its_connections_is_refused_until_another_one_ends() {
        try (TestHub hub = startForAll(
                        limits -> limits.withConnections(limits.connections().withPerAddress(3)));
                RawHttp2 one = new RawHttp2(hub.connect());
                RawHttp2 other = new RawHttp2(hub.connect())) {
            one.get(1, "/events/a").get(3, "/events/a");
            await().until(() -> hub.server().streams() == 2);
            other.get(1, "/events/a").get(3, "/events/a").get(5, "/livez");
            requireRefused(other, 3);
            requireRefused(other, 5);
            assertThat(hub.server().streams()).isEqualTo(3);
            assertThat(count(hub, "crier_connections_refused_total{reason=\"address\"}"))
                    .isEqualTo(2);
            one.send(RawHttp2.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8});
            await().until(() -> hub.server().streams() == 2);
            other.get(7, "/events/a");
            await().until(() -> hub.server().streams() == 3);
        }
    }

    @Test
    void one_stream_of_http_2_more_than_there_may_be_connections_in_all_is_refused_until_another_one_ends() {
        try (TestHub hub =
                start(limits -> limits.withConnections(limits.connections().withTotal(3)))) {
            try (RawHttp2 client = new RawHttp2(hub.connect())) {
                client.get(1, "/events/a")
                        .get(3, "/events/a")
                        .get(5, "/events/a")
                        .get(7, "/events/a");
                requireRefused(client, 7);
                assertThat(count(hub, "crier_connections_refused_total{reason=\"total\"}"))
                        .isEqualTo(1);
            }
            await().until(() -> hub.server().streams() == 0);
            try (RawHttp2 client = new RawHttp2(hub.connect())) {
                client.get(1, "/events/a").get(3, "/events/a").get(5, "/events/a");
                await().until(() -> hub.server().streams() == 3);
            }
        }
    }

    // ---- time

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /li", "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: "})
    void a_head_that_does_not_come_to_its_end_is_408_and_ends_the_connection(String begun) {
        try (TestHub hub = withTimes(SHORT, Duration.ofSeconds(60));
                RawClient slow = hub.connect().send(begun)) {
            RawClient.Answer answer = slow.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
            assertThat(answer.body()).contains("300 ms");
            assertThat(slow.closedByServer()).isTrue();
            await().untilAsserted(() -> assertThat(count(hub, "crier_connections_closed_total{reason=\"timeout\"}"))
                    .isEqualTo(1));
        }
    }

    @Test
    void bytes_that_trickle_in_do_not_buy_time() {
        try (TestHub hub = withTimes(SHORT, Duration.ofSeconds(60));
                RawClient slow = hub.connect().send("GET /livez HTTP/1.1\r\nX-Slow: ")) {
            await().until(() -> {
                try {
                    slow.send("a");
                    return false;
                } catch (RuntimeException closed) {
                    return true;
                }
            });
        }
    }

    @Test
    void a_later_head_on_the_same_connection_has_no_more_time() {
        try (TestHub hub = withTimes(SHORT, Duration.ofSeconds(60));
                RawClient client = hub.connect().get("/livez")) {
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("GET /livez HT");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_slow_preface_of_http_2_is_closed() {
        try (TestHub hub = withTimes(SHORT, Duration.ofSeconds(60));
                RawClient slow = hub.connect().send("PRI * HTTP/2.0\r\n")) {
            assertThat(slow.closedByServer()).isTrue();
        }
    }

    @Test
    void the_time_of_a_head_is_not_that_of_a_stream_a_body_or_silence() {
        try (TestHub hub = withTimes(SHORT, Duration.ofSeconds(60));
                RawClient reader = hub.connect().get("/events/quiet");
                RawClient idle = hub.connect().get("/livez");
                RawClient fresh = hub.connect();
                RawClient poster =
                        hub.connect().send("POST /events/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf ");
                RawClient late = hub.connect().send("GET /livez HTTP/1.1\r\n")) {
            reader.head();
            idle.answer();
            assertThat(late.answer().status()).isEqualTo(408); // by then the others would be late too
            hub.publish("quiet", "still here");
            assertThat(reader.chunksUntil(text -> text.contains("still here"))).isNotEmpty();
            assertThat(idle.get("/livez").answer().status()).isEqualTo(200);
            assertThat(fresh.get("/livez").answer().status()).isEqualTo(200);
            assertThat(poster.send("whole").answer().status()).isEqualTo(200);
            try (RawClient later = hub.connect().send("GET /livez HTTP/1.1\r\n")) {
                assertThat(later.answer().status()).isEqualTo(408);
            }
            assertThat(poster.get("/livez").answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "/events/a, text/plain, Content-Length: 10",
        "/events/a, text/plain, Transfer-Encoding: chunked",
        "/events, application/x-ndjson, Content-Length: 10",
        "/events, application/x-ndjson, Transfer-Encoding: chunked",
    })
    void a_body_that_does_not_come_to_its_end_is_408_and_ends_the_connection(
            String target, String type, String framing) {
        try (TestHub hub = withTimes(Duration.ofSeconds(60), SHORT);
                RawClient slow = hub.connect()
                        .send("POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n" + framing
                                + "\r\n\r\n" + (framing.startsWith("Content-Length") ? "{" : "1\r\n{\r\n"))) {
            RawClient.Answer answer = slow.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("nothing was stored");
            assertThat(slow.closedByServer()).isTrue();
            assertThat(count(hub, "crier_publishes_refused_total{reason=\"invalid\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void over_http_2_such_a_body_ends_its_stream_alone() {
        try (TestHub hub = withTimes(Duration.ofSeconds(60), SHORT);
                RawHttp2 client = new RawHttp2(hub.connect())) {
            client.post(1, "/events/a");
            RawHttp2.Frame answer = client.next(RawHttp2.HEADERS);
            assertThat(answer.stream()).isEqualTo(1);
            assertThat(client.next(RawHttp2.DATA).payload().toString()).contains("\"status\":408");
            client.get(3, "/livez");
            assertThat(client.next(RawHttp2.HEADERS).stream()).isEqualTo(3);
        }
    }

    @Test
    void a_batch_may_take_as_long_as_it_likes_while_something_comes() {
        String line = "{\"topic\":\"a\",\"data\":1}\n";
        Duration time = Duration.ofSeconds(1);
        int chunks = 50; // each 30 ms after the other, which is longer in all
        try (TestHub hub = withTimes(Duration.ofSeconds(60), time);
                RawClient slow = hub.connect()
                        .send("POST /events HTTP/1.1\r\nHost: a\r\nContent-Type: " + BatchPublish.MEDIA_TYPE + "\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n");
                RawClient late =
                        hub.connect().send("POST /events/a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")) {
            String chunk = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
            slow.send(chunk);
            slow.head();
            for (int i = 0; i < chunks; i++) {
                slow.send(chunk).chunk();
                await().pollDelay(Duration.ofMillis(30)).until(() -> true);
            }
            assertThat(late.answer().status()).isEqualTo(408);
            slow.send(chunk + "0\r\n\r\n");
            while (slow.chunk().length > 0) {}
        }
    }

    // ---- size

    @Test
    void a_request_line_may_be_as_long_as_it_may_be_and_no_byte_longer() {
        try (TestHub hub =
                start(limits -> limits.withRequests(limits.requests().withLineBytes(ByteSize.ofKibibytes(1))))) {
            String around = "GET /livez? HTTP/1.1";
            for (int more = 0; more < 2; more++) {
                String query = "q".repeat(1024 - around.length() + more);
                try (RawClient client = hub.connect().get("/livez?" + query)) {
                    assertThat(client.answer().status()).isEqualTo(more == 0 ? 200 : 414);
                }
            }
        }
    }

    @Test
    void header_fields_may_be_as_long_as_they_may_be_and_no_byte_longer() {
        try (TestHub hub =
                start(limits -> limits.withRequests(limits.requests().withHeaderBytes(ByteSize.ofKibibytes(1))))) {
            String around = "Host: a" + "X: ";
            for (int more = 0; more < 2; more++) {
                String value = "v".repeat(1024 - around.length() + more);
                try (RawClient client =
                        hub.connect().send("GET /livez HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\n\r\n")) {
                    assertThat(client.answer().status()).isEqualTo(more == 0 ? 200 : 431);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/history", "/topics"})
    void so_many_filters_are_taken_and_no_more(String path) {
        try (TestHub hub = start(limits -> limits.withRequests(limits.requests().withFilters(3)))) {
            for (int filters = 3; filters <= 4; filters++) {
                String query = IntStream.range(0, filters)
                        .mapToObj(i -> "topic=t" + i)
                        .collect(Collectors.joining("&", "?", ""));
                try (RawClient client = hub.connect().get(path + query)) {
                    assertThat(client.head().status()).isEqualTo(filters == 3 ? 200 : 400);
                }
            }
        }
    }

    @Test
    void an_event_may_be_as_big_as_it_may_be_and_no_byte_bigger() {
        try (TestHub hub = start(limits -> limits.withEventBytes(ByteSize.ofBytes(100)));
                RawClient client = hub.connect()) {
            assertThat(client.post("/events/a", "x".repeat(100)).answer().status())
                    .isEqualTo(200);
            assertThat(client.post("/events/a", "x".repeat(101)).answer().status())
                    .isEqualTo(413);
        }
    }

    @Test
    void a_topic_or_pattern_has_255_characters_and_no_more() {
        try (TestHub hub = TestHub.start();
                RawClient client = hub.connect()) {
            assertThat(client.post("/events/" + "a".repeat(255), "x").answer().status())
                    .isEqualTo(200);
            assertThat(client.post("/events/" + "a".repeat(256), "x").answer().status())
                    .isEqualTo(400);
            assertThat(client.get("/history/" + "a".repeat(253) + "/*").answer().status())
                    .isEqualTo(200);
            assertThat(client.get("/history/" + "a".repeat(254) + "/*").answer().status())
                    .isEqualTo(400);
        }
    }

    @Test
    void an_idle_connection_is_closed_and_one_with_a_stream_is_not() {
        try (TestHub hub = TestHub.start(config -> config.withSse(config.sse()
                                .withHeartbeat(Duration.ofMillis(100))
                                .withStallTimeout(Duration.ofMillis(100)))
                        .withLimits(config.limits()
                                .withRequests(config.limits().requests().withIdleTime(Duration.ofSeconds(1)))));
                RawClient reader = hub.connect().get("/events/a");
                RawClient idle = hub.connect().get("/livez")) {
            reader.head();
            idle.answer();
            assertThat(idle.closedByServer()).isTrue();
            hub.publish("a", "here");
            assertThat(reader.chunksUntil(text -> text.contains("data: here"))).isNotEmpty();
        }
    }

    // ---- bodies that aren't whole

    private static String half(String target, String type, int bytes, String... headers) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n"
                + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining())
                + "Content-Length: " + 2 * bytes + "\r\n\r\n" + "x".repeat(bytes);
    }

    @ParameterizedTest
    @CsvSource({"/events/a, text/plain", "/events, application/x-ndjson", "/demo/activity, text/plain"})
    void what_has_come_of_a_body_counts_until_it_is_whole_or_will_never_be(String target, String type) {
        try (TestHub hub = TestHub.start()) {
            try (RawClient gone = hub.connect().send(half(target, type, 1_000));
                    RawClient whole = hub.connect().send(half(target, type, 1_000))) {
                await().until(() -> hub.server().unfinishedBodies() == 2_000);
                whole.send("x".repeat(1_000)).answer();
                await().until(() -> hub.server().unfinishedBodies() == 1_000);
            }
            await().until(() -> hub.server().unfinishedBodies() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"/events/a, text/plain", "/events, application/x-ndjson"})
    void as_much_of_bodies_is_kept_as_may_be_of_one_address_and_of_all_and_more_is_503(String target, String type) {
        List<RawClient> slow = new ArrayList<>();
        try (TestHub hub = TestHub.start(
                config -> config.withServer(config.server().withProxies(ProxyConfig.NONE.withTrusted("127.0.0.0/8")))
                        .withLimits(config.limits()
                                .withEventBytes(ByteSize.ofKibibytes(100))
                                .withPendingBytes(ByteSize.ofMebibytes(1))))) {
            long kept = 50_000;
            for (int i = 0; i < 5; i++) { // a quarter of 1 MiB is room for five
                slow.add(hub.connect().send(half(target, type, (int) kept, "X-Forwarded-For: 192.0.2.1")));
            }
            await().until(() -> hub.server().unfinishedBodies() == 5 * kept);
            try (RawClient same = hub.connect().send(half(target, type, (int) kept, "X-Forwarded-For: 192.0.2.1"))) {
                RawClient.Answer refused = same.answer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("retry-after")).isEqualTo("1");
            }
            for (int i = 2; i <= 16; i++) {
                slow.add(hub.connect().send(half(target, type, (int) kept, "X-Forwarded-For: 192.0.2." + i)));
            }
            await().until(() -> hub.server().unfinishedBodies() == 20 * kept);
            try (RawClient other = hub.connect().send(half(target, type, (int) kept, "X-Forwarded-For: 192.0.2.99"))) {
                assertThat(other.answer().status()).isEqualTo(503);
            }
            assertThat(count(hub, "crier_publishes_refused_total{reason=\"overloaded\"}"))
                    .isEqualTo(2);
            try (RawClient small = hub.connect()) {
                assertThat(small.post("/events/a", "whole at once").answer().status())
                        .isEqualTo(200);
            }
            slow.forEach(RawClient::close);
            await().until(() -> hub.server().unfinishedBodies() == 0);
        } finally {
            slow.forEach(RawClient::close);
        }
    }

    @Test
    void nothing_more_of_a_body_is_kept_when_memory_is_short() {
        AtomicReference<Double> used = new AtomicReference<>(0.5);
        try (TestHub hub = TestHub.withMemory(used::get);
                RawClient slow = hub.connect().send(half("/events/a", "text/plain", 1_000));
                RawClient other = hub.connect()) {
            await().until(() -> hub.server().unfinishedBodies() == 1_000);
            used.set(0.86);
            await().until(() -> other.post("/events/a", "x").answer().status() == 503);
            assertThat(slow.send("more").answer().status()).isEqualTo(503);
            assertThat(hub.server().unfinishedBodies()).isZero();
        }
    }

    // ---- memory

    @Test
    void a_hub_that_is_short_of_memory_takes_no_new_work_and_goes_on_with_the_old() throws Exception {
        AtomicReference<Double> used = new AtomicReference<>(0.85);
        try (TestHub hub = TestHub.withMemory(used::get);
                RawClient reader = hub.connect().get("/events/a");
                RawClient other = hub.connect()) {
            reader.head();
            assertThat(other.post("/events/a", "at the limit").answer().status())
                    .isEqualTo(200);
            used.set(0.86);
            await().until(() -> other.post("/events/a", "x").answer().status() == 503);
            RawClient.Answer refused = other.post("/events/a", "x").answer();
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("short of memory");
            assertThat(other.post("/events", "{}", "Content-Type: application/x-ndjson")
                            .answer()
                            .status())
                    .isEqualTo(503);
            try (RawClient late = hub.connect().get("/events/a")) {
                RawClient.Answer answer = late.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).matches("retry: \\d+\n\n");
            }
            assertThat(count(hub, "crier_connections_refused_total{reason=\"memory\"}"))
                    .isEqualTo(1);
            assertThat(count(hub, "crier_publishes_refused_total{reason=\"overloaded\"}"))
                    .isGreaterThan(2);
            hub.publish("a", "to those who are there");
            assertThat(reader.chunksUntil(text -> text.contains("to those who are there")))
                    .isNotEmpty();
            assertThat(other.get("/history/a").answer().status()).isEqualTo(200);
            used.set(0.5);
            await().until(() -> other.post("/events/a", "x").answer().status() == 200);
        }
    }
}
