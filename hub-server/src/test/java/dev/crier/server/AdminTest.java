package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.server.config.AdminConfig;
import dev.crier.server.config.HubConfig.SourceConfig;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The operators' port")
class AdminTest {

    private static final String TOKEN = "correct-horse-battery";

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(config -> config.withSources(Map.of(
                "ticks",
                new SourceConfig(
                        "counter",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("topic", "ticks")
                                .put("every", "10ms")))));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static RawClient.Answer ask(String method, String target, String... headers) {
        try (RawClient client = hub.connectAdmin().request(method, target, headers, "")) {
            return client.answer();
        }
    }

    private static RawClient.Answer askAs(String host, String method, String target, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        try (RawClient client = hub.connectAdmin().send(head + "Content-Length: 0\r\n\r\n")) {
            return client.answer();
        }
    }

    private static String stateOfTicks() {
        return new JsonObject(ask("GET", "/sources").body())
                .getJsonArray("sources")
                .getJsonObject(0)
                .getString("state");
    }

    // ---- what is there

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/connections", "/sources/ticks/stop", "/connections/1"})
    @DisplayName("has what the public port has not")
    void notOnThePublicPort(String path) {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            try (RawClient client = hub.connect().request(method, path, new String[0], "")) {
                assertThat(client.answer().status()).as(method + " " + path).isEqualTo(404);
            }
        }
    }

    @Test
    @DisplayName("says whether the hub lives and is ready")
    void health() {
        assertThat(ask("GET", "/livez").status()).isEqualTo(200);
        assertThat(ask("GET", "/readyz").body()).isEqualTo("{\"status\":\"ready\"}\n");
    }

    @Test
    @DisplayName("stops, starts and restarts a source")
    void sources() {
        await().untilAsserted(() -> assertThat(stateOfTicks()).isEqualTo("running"));
        RawClient.Answer stopped = ask("POST", "/sources/ticks/stop");
        assertThat(stopped.status()).isEqualTo(200);
        assertThat(new JsonObject(stopped.body()).getString("state")).isEqualTo("stopped");
        assertThat(stateOfTicks()).isEqualTo("stopped");

        assertThat(ask("POST", "/sources/ticks/start").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(stateOfTicks()).isEqualTo("running"));
        assertThat(ask("POST", "/sources/ticks/restart").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(stateOfTicks()).isEqualTo("running"));
        assertThat(hub.server().sourceStatuses().get(0).restarts()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /sources/nope/stop, 404",
        "POST, /sources/ticks, 404",
        "POST, /sources/ticks/explode, 404",
        "GET, /sources/ticks/stop, 405",
        "POST, /metrics, 405",
        "POST, /connections/1, 405",
        "DELETE, /connections/0, 404",
        "DELETE, /connections/x, 400",
        "GET, /connections?after=x, 400",
        "GET, /events, 404",
        "GET, /, 404"
    })
    @DisplayName("refuses in problem+json, and says what methods a path has")
    void problems(String method, String path, int status) {
        RawClient.Answer answer = ask(method, path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(status);
        assertThat(answer.header("Allow").isEmpty()).isEqualTo(status != 405);
    }

    private static JsonArray connections(String query) {
        return new JsonObject(ask("GET", "/connections" + query).body()).getJsonArray("connections");
    }

    @Test
    @DisplayName("lists the open streams, with what each has got, page by page, and ends one")
    void streams() {
        try (RawClient first = hub.connect().get("/events/mine/a?token=secret");
                RawClient second = hub.connect()) {
            first.head();
            second.get("/events?topic=mine/b&topic=mine/c").head(); // after the first, which is on another event loop
            hub.publish("mine/a", "hello");
            first.chunksUntil(text -> text.contains("hello"));
            await().untilAsserted(() -> {
                JsonObject seen = connections("").getJsonObject(0);
                assertThat(seen.getJsonArray("topics")).containsExactly("mine/a");
                assertThat(seen.getString("address")).matches("127\\.0\\.0\\.1:\\d+");
                assertThat(seen.getLong("events")).isEqualTo(1);
                assertThat(seen.getLong("bytes")).isGreaterThan(20);
                assertThat(seen.getBoolean("lagging")).isFalse();
                assertThat(seen.getString("since")).endsWith("Z");
            });
            RawClient.Answer page = ask("GET", "/connections?limit=1");
            assertThat(page.body()).doesNotContain("secret");
            String next = new JsonObject(page.body()).getString("next");
            JsonArray rest = connections("?after=" + next);
            assertThat(rest).hasSize(1);
            assertThat(rest.getJsonObject(0).getJsonArray("topics")).containsExactlyInAnyOrder("mine/b", "mine/c");

            assertThat(ask("DELETE", "/connections/" + next).status()).isEqualTo(204);
            assertThat(first.closedByServer()).isTrue();
            await().untilAsserted(() -> assertThat(connections("")).hasSize(1));
            assertThat(hub.server().metrics().scrape(HubMetrics.TEXT))
                    .contains("crier_connections_closed_total{reason=\"admin\"} 1.0");
        }
        await().untilAsserted(() -> assertThat(connections("")).isEmpty());
    }

    @Test
    @DisplayName("serves metrics in the format that the asker likes best")
    void metrics() {
        RawClient.Answer plain = ask("GET", "/metrics");
        assertThat(plain.header("Content-Type")).isEqualTo(HubMetrics.TEXT);
        assertThat(plain.body())
                .contains("# TYPE crier_connections_opened_total counter")
                .doesNotContain("# EOF");
        RawClient.Answer open = ask(
                "GET",
                "/metrics",
                "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2");
        assertThat(open.header("Content-Type")).isEqualTo(HubMetrics.OPEN_METRICS);
        assertThat(open.body())
                .contains("# TYPE crier_connections_opened counter")
                .endsWith("# EOF\n");
    }

    // ---- who may not

    @ParameterizedTest
    @ValueSource(strings = {"rebound.example", "crier.example:8081", "10.0.0.1", "[2001:db8::1]", "localhost.example"})
    @DisplayName("answers nobody who was led to it by another name (DNS rebinding)")
    void rebinding(String host) {
        for (String target : new String[] {"/metrics", "/sources", "/livez", "/nothing"}) {
            assertThat(askAs(host, "GET", target).status()).as(target).isEqualTo(403);
        }
        assertThat(askAs(host, "POST", "/sources/ticks/stop").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8081", "127.0.0.1:9", "127.1.2.3", "[::1]:8081"})
    @DisplayName("answers who asks for this machine")
    void ownNames(String host) {
        assertThat(askAs(host, "GET", "/livez").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("wants one Host")
    void oneHost() {
        assertThat(askAs("localhost", "GET", "/livez", "Host: localhost").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:8080",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    @DisplayName("lets no page of another origin change anything, and no page read anything")
    void pages(String header) {
        assertThat(ask("POST", "/sources/ticks/restart", header).status()).isEqualTo(403);
        assertThat(ask("DELETE", "/connections/1", header).status()).isEqualTo(403);
        RawClient.Answer read = ask("GET", "/sources", header);
        assertThat(read.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(read.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(read.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Nested
    @DisplayName("that others reach")
    class OpenToOthers {

        @TempDir
        Path folder;

        private TestHub open(String token) throws IOException {
            Path file = Files.writeString(folder.resolve("token"), token);
            return TestHub.start(config -> config.withAdmin(new AdminConfig("0.0.0.0", 0, Optional.of(file))));
        }

        private static int status(TestHub hub, String... headers) {
            try (RawClient client = hub.connectAdmin().get("/metrics", headers)) {
                RawClient.Answer answer = client.answer();
                assertThat(answer.header("WWW-Authenticate").startsWith("Bearer"))
                        .isEqualTo(answer.status() == 401);
                return answer.status();
            }
        }

        @Test
        @DisplayName("wants its token with every request, and counts who has another")
        void token() throws IOException {
            try (TestHub open = open(TOKEN + "\n")) {
                assertThat(status(open)).isEqualTo(401);
                assertThat(status(open, "Authorization: Bearer wrong-horse-battery"))
                        .isEqualTo(401);
                assertThat(status(open, "Authorization: Bearer ")).isEqualTo(401);
                assertThat(status(open, "Authorization: Basic " + TOKEN)).isEqualTo(401);
                assertThat(status(open, "Authorization: Bearer " + TOKEN, "Authorization: Bearer x"))
                        .isEqualTo(401);
                assertThat(status(open, "Authorization: Bearer " + TOKEN)).isEqualTo(200);
                assertThat(status(open, "authorization: bearer " + TOKEN)).isEqualTo(200);
                assertThat(open.server().metrics().scrape(HubMetrics.TEXT))
                        .contains(
                                "crier_authentication_failures_total{reason=\"admin\"} 4.0",
                                "crier_authentication_failures_total{reason=\"missing\"} 1.0")
                        .doesNotContain(TOKEN);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "short", "two words of sixteen", "a-token-with-\u00e9-in-it"})
        @DisplayName("doesn't open with a token that is none")
        void noToken(String token) {
            assertThatThrownBy(() -> open(token)).rootCause().hasMessageContaining("admin.token-file");
        }

        @Test
        @DisplayName("doesn't open without the file")
        void noFile() {
            Path nowhere = folder.resolve("nowhere");
            assertThatThrownBy(() -> TestHub.start(
                            config -> config.withAdmin(new AdminConfig("0.0.0.0", 0, Optional.of(nowhere)))))
                    .rootCause()
                    .hasMessageContaining("admin.token-file");
        }
    }

    @Test
    @DisplayName("goes on answering while the hub stops, and says that it does")
    void draining() {
        try (TestHub stopping =
                        TestHub.start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofMinutes(1))));
                RawClient stalled = RawClient.to(stopping.port(), 8 << 10).get("/events/flood");
                RawClient operator = stopping.connectAdmin()) {
            stalled.head();
            for (int i = 0; i < 100; i++) {
                stopping.publish("flood", "x".repeat(50_000));
            }
            var end = stopping.server().stop();
            assertThat(operator.get("/readyz").answer().status()).isEqualTo(503);
            assertThat(operator.post("/sources/ticks/start", "").answer().status())
                    .isEqualTo(503);
            stalled.close();
            TestHub.await(end);
        }
    }
}
