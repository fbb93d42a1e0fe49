package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.HubConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same hub over HTTP/2 in clear text, which begins by prior knowledge, as gateways have it, and never by an upgrade. */
class Http2Test {

    private TestHub hub;
    private Vertx vertx;
    private HttpClient client;

    /** A response whose body is kept as it comes. */
    private record Stream(HttpClientRequest request, HttpClientResponse response, Queue<String> pieces) {

        String text() {
            return String.join("", pieces);
        }
    }

    @BeforeEach
    void start() {
        hub = TestHub.start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofMillis(500))));
        vertx = Vertx.vertx();
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(hub.port()),
                new PoolOptions().setHttp2MaxSize(1));
    }

    @AfterEach
    void stop() {
        hub.close();
        TestHub.await(vertx.close());
    }

    private Stream open(String target) {
        HttpClientRequest request = TestHub.await(client.request(HttpMethod.GET, target));
        Queue<String> text = new ConcurrentLinkedQueue<>();
        // Before it is sent: a handler that is set after the answer came misses its first bytes.
        Future<HttpClientResponse> answer = request.response().map(head -> {
            head.handler(chunk -> text.add(chunk.toString()));
            head.exceptionHandler(broken -> text.add("<broken>"));
            head.endHandler(ended -> text.add("<end>"));
            return head;
        });
        TestHub.await(request.end());
        HttpClientResponse response = TestHub.await(answer);
        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
        return new Stream(request, response, text);
    }

    private record Posted(int status, String body) {}

    private Posted post(String target, String type, String body) {
        return TestHub.await(client.request(HttpMethod.POST, target).compose(request -> {
            Future<HttpClientResponse> response = request.response();
            request.putHeader("content-type", type).end(body);
            return response.compose(head -> head.body().map(bytes -> new Posted(head.statusCode(), bytes.toString())));
        }));
    }

    private static void until(Stream stream, String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> stream.text().contains(text));
    }

    @Test
    void many_streams_share_one_connection() {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(open("/events/h2/" + i + "?format=envelope"));
        }
        assertThat(hub.server().connections()).isEqualTo(1);
        assertThat(streams.get(0).response().getHeader("content-type")).isEqualTo("text/event-stream");
        assertThat(streams.get(0).response().headers().contains("transfer-encoding"))
                .isFalse();
        for (int i = 0; i < 50; i++) {
            hub.publish("h2/" + i, "only " + i);
        }
        for (int i = 0; i < 50; i++) {
            until(streams.get(i), "only " + i);
            assertThat(streams.get(i).text()).startsWith("retry: ").contains("hub.checkpoint");
        }
        streams.forEach(stream -> stream.request().reset());
        await().untilAsserted(() -> assertThat(hub.server().streams()).isZero());
        assertThat(hub.server().connections()).isEqualTo(1);
    }

    @Test
    void a_stream_continues_after_the_last_event_id() {
        String first = hub.publish("h2/resume", "1");
        hub.publish("h2/resume", "2");
        Stream stream = open("/events/h2/resume?lastEventId=" + first);
        until(stream, "data: 2");
        assertThat(stream.text()).doesNotContain("data: 1");
    }

    @Test
    void a_stalled_stream_is_ended_and_its_siblings_go_on() {
        Stream sibling = open("/events/h2/quiet");
        Stream stalled = open("/events/h2/flood");
        stalled.response().pause();
        String data = "x".repeat(64_000);
        for (int i = 0; i < 50; i++) {
            hub.publish("h2/flood", data);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.server().streams()).isEqualTo(1));
        hub.publish("h2/quiet", "still here");
        until(sibling, "still here");
        assertThat(hub.server().connections()).isEqualTo(1);
    }

    /** Who doesn't read one stream may leave no room for another one: that is the client's to give, once it is told. */
    @Test
    void a_stalled_stream_that_holds_all_the_room_of_its_connection_is_reset_and_its_sibling_gets_what_it_waited_for() {
        try (RawHttp2 client = new RawHttp2(hub.connect())) {
            client.get(1, "/events/h2/stalled").get(3, "/events/h2/sibling");
            await().until(() -> hub.server().streams() == 2);
            for (int i = 0; i < 20; i++) {
                hub.publish("h2/stalled", "x".repeat(20_000));
            }
            int unread = 0;
            RawHttp2.Frame frame = client.next();
            while (frame.type() != RawHttp2.RST_STREAM) { // the window is never given back meanwhile
                unread += frame.type() == RawHttp2.DATA ? frame.payload().length() : 0;
                frame = client.next();
            }
            assertThat(frame.stream()).isEqualTo(1);
            assertThat(unread).isEqualTo(65_535);
            hub.publish("h2/sibling", "waited for");
            client.window(0, unread); // as RFC 9113, section 6.9 wants it of bytes that are thrown away
            String text = "";
            while (!text.contains("data: waited for")) {
                RawHttp2.Frame data = client.next(RawHttp2.DATA);
                assertThat(data.stream()).isEqualTo(3);
                text += data.payload().toString();
            }
        }
    }

    @Test
    void answers_that_are_not_read_are_given_up_stream_by_stream() {
        for (int i = 0; i < 4; i++) {
            hub.publish("h2/pages/" + i, "x".repeat(400_000));
        }
        try (RawClient stalled = hub.connect()) {
            stalled.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(4, 0, 0, new byte[0]));
            for (int stream = 1; stream <= 9; stream += 2) {
                stalled.send(frame(1, 5, stream, get("/history/h2/pages/**?limit=1000")));
            }
            int data = 0;
            int reset = 0;
            while (reset < 5) { // without ever giving the hub more window than it begins with
                byte[] head = stalled.bytes(9);
                int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
                stalled.bytes(length);
                data += head[3] == 0 ? length : 0;
                reset += head[3] == 3 ? 1 : 0;
            }
            assertThat(data).isLessThanOrEqualTo(65_535);
            await().until(() -> hub.server().unsent() == 0);
            assertThat(hub.server().connections()).isEqualTo(1);
        }
    }

    /** A frame (RFC 9113, section 4.1). */
    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return Buffer.buffer()
                .appendMedium(payload.length)
                .appendByte((byte) type)
                .appendByte((byte) flags)
                .appendInt(stream)
                .appendBytes(payload)
                .getBytes();
    }

    /** The header block of a GET (RFC 7541): two names of the static table with their values, two with values of their own. */
    private static byte[] get(String target) {
        return Buffer.buffer()
                .appendByte((byte) 0x82)
                .appendByte((byte) 0x86)
                .appendByte((byte) 0x04)
                .appendByte((byte) target.length())
                .appendString(target)
                .appendByte((byte) 0x01)
                .appendByte((byte) 1)
                .appendString("a")
                .getBytes();
    }

    @Test
    void events_and_batches_are_published_and_a_body_that_is_too_long_ends_its_stream_alone() {
        Stream reader = open("/events/h2/pub");
        Posted one = post("/events/h2/pub", "text/plain", "posted");
        assertThat(one.status()).isEqualTo(200);
        assertThat(new JsonObject(one.body()).getString("topic")).isEqualTo("h2/pub");
        until(reader, "data: posted");

        String batch = "{\"topic\":\"h2/pub\",\"data\":\"a\"}\n{\"topic\":\"h2/pub\",\"data\":\"b\"}\n";
        assertThat(post("/events", "application/x-ndjson", batch).body().lines())
                .hasSize(2);
        until(reader, "data: b");

        assertThat(post("/events/h2/pub", "text/plain", "x".repeat(3 << 20)).status())
                .isEqualTo(413);
        hub.publish("h2/pub", "after");
        until(reader, "data: after");
        assertThat(hub.server().connections()).isEqualTo(1);
    }

    @Test
    void a_hub_that_stops_says_farewell_to_each_stream() {
        Stream one = open("/events/h2/a");
        Stream other = open("/events/h2/b");
        TestHub.await(hub.server().stop());
        until(one, "<end>");
        until(other, "<end>");
        assertThat(one.text()).matches("(?s)retry: .*retry: \\d+\n\n<end>");
    }

    @Test
    void head_and_errors_are_as_over_http_1() {
        HttpClientResponse head =
                TestHub.await(client.request(HttpMethod.HEAD, "/events/x").compose(r -> r.send()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.getHeader("content-type")).isEqualTo("text/event-stream");
        HttpClientResponse missing =
                TestHub.await(client.request(HttpMethod.GET, "/nothing").compose(r -> r.send()));
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.getHeader("content-type")).isEqualTo("application/problem+json");
        HttpClientResponse method =
                TestHub.await(client.request(HttpMethod.DELETE, "/topics").compose(r -> r.send()));
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.getHeader("allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void java_s_own_client_which_asks_for_an_upgrade_is_served_over_http_1() throws Exception {
        java.net.http.HttpClient upgrading = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_2)
                .build();
        hub.publish("h2/java", "replayed");
        HttpResponse<InputStream> response = upgrading.send(
                HttpRequest.newBuilder(hub.uri("/events/h2/java?replay=1")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_1_1);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.equals("data: replayed")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("data: replayed");
        }
        HttpResponse<String> published = upgrading.send(
                HttpRequest.newBuilder(hub.uri("/events/h2/java"))
                        .POST(HttpRequest.BodyPublishers.ofString("more"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(published.statusCode()).isEqualTo(200);
    }

    /** Else a client would get past a proxy that passes the header on and takes what follows for this one connection's answer. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "OPTIONS"})
    void an_upgrade_is_passed_over_however_the_request_arrives(String method) {
        String request =
                method + " /livez HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 0\r\n\r\n";
        try (RawClient whole = hub.connect();
                RawClient trickling = hub.connect()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = whole.send(request).answer();
                assertThat(answer.head().protocol()).isEqualTo("HTTP/1.1");
                assertThat(answer.status()).isIn(200, 204, 405);
            }
            for (int i = 0; i < request.length(); i++) {
                trickling.send(request.substring(i, i + 1));
            }
            assertThat(trickling.answer().status()).isIn(200, 204, 405);
            assertThat(trickling.get("/livez").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_stream_that_begins_while_the_hub_stops_is_told_when_to_come_back() {
        try (TestHub stopping = TestHub.start(
                        config -> config.withShutdown(new HubConfig.ShutdownConfig(Duration.ofSeconds(50))));
                RawClient stalled = RawClient.to(stopping.port(), 8 << 10).get("/events/flood")) {
            stalled.head();
            for (int i = 0; i < 100; i++) {
                stopping.publish("flood", "x".repeat(50_000));
            }
            TestHub.await(
                    client.request(new RequestOptions().setPort(stopping.port()).setURI("/livez"))
                            .compose(request -> request.send().compose(HttpClientResponse::body)));
            Future<Void> stopped = stopping.server().stop(); // which now waits for the stalled reader
            // One chain, so that the body is asked for on the event loop before it can have come.
            Posted answer = TestHub.await(client.request(
                            new RequestOptions().setPort(stopping.port()).setURI("/events/x"))
                    .compose(late -> late.send()
                            .compose(head -> head.body().map(body -> new Posted(head.statusCode(), body.toString())))));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).matches("retry: \\d+\n\n");
            stalled.close();
            TestHub.await(stopped);
        }
    }
}
