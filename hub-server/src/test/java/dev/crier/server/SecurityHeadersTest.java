package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.settings.ByteSize;
import dev.crier.server.config.CorsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every answer, of whatever kind, tells browsers what not to do with it. */
class SecurityHeadersTest {

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(config -> config.withLimits(config.limits().withEventBytes(ByteSize.ofKibibytes(1))));
        hub.publish("known", "x");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static void requireHeaders(RawClient.Head head) {
        assertThat(head.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(head.header("x-frame-options")).isEqualTo("DENY");
        assertThat(head.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(head.header("cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(head.header("strict-transport-security"))
                .as("not without TLS")
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /events/x HTTP/1.1\\r\\nHost: a | 200",
                "GET /events/x HTTP/1.0 | 200",
                "GET /events/x HTTP/1.1\\r\\nHost: a\\r\\nAccept-Encoding: gzip | 200",
                "HEAD /events/x HTTP/1.1\\r\\nHost: a | 200",
                "OPTIONS /events/x HTTP/1.1\\r\\nHost: a | 204",
                "POST /events/x HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0 | 200",
                "POST /events HTTP/1.1\\r\\nHost: a\\r\\nContent-Type: application/x-ndjson\\r\\nContent-Length: 0 | 200",
                "POST /events/x HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 2000 | 413",
                "POST /events/hub/x HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0 | 403",
                "DELETE /events/x HTTP/1.1\\r\\nHost: a | 405",
                "GET /history/known HTTP/1.1\\r\\nHost: a | 200",
                "GET /topics HTTP/1.1\\r\\nHost: a | 200",
                "GET /topics/none HTTP/1.1\\r\\nHost: a | 404",
                "GET /sources HTTP/1.1\\r\\nHost: a | 200",
                "GET /livez HTTP/1.1\\r\\nHost: a | 200",
                "GET /demo/feed.xml HTTP/1.1\\r\\nHost: a | 200",
                "GET /nothing HTTP/1.1\\r\\nHost: a | 404",
                "GET /events//x HTTP/1.1\\r\\nHost: a | 400",
                "GET /events/x HTTP/1.1\\r\\nHost: a\\r\\nAccept: image/png | 406",
                "GARBAGE | 400",
                "GET /livez HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x | 400",
            })
    void an_answer_may_not_be_run_framed_guessed_or_loaded_elsewhere(String request, int status) {
        try (RawClient client = hub.connect().send(request.replace("\\r\\n", "\r\n") + "\r\n\r\n")) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(status);
            requireHeaders(head);
            assertThat(head.header("content-security-policy")).isEqualTo(NOTHING);
        }
    }

    @Test
    void so_do_the_refusals_of_lines_and_fields_that_are_too_long() {
        String[] requests = {"GET /" + "a".repeat(17_000) + " HTTP/1.1", "GET / HTTP/1.1\r\nX: " + "a".repeat(17_000)};
        for (String request : requests) {
            try (RawClient client = hub.connect().send(request + "\r\nHost: a\r\n\r\n")) {
                RawClient.Head head = client.head();
                assertThat(head.status()).isIn(414, 431);
                requireHeaders(head);
                assertThat(head.header("content-security-policy")).isEqualTo(NOTHING);
            }
        }
    }

    @Test
    void the_page_keeps_a_policy_of_its_own() {
        for (String path : new String[] {"/", "/favicon.ico"}) {
            try (RawClient client = hub.connect().get(path)) {
                RawClient.Head head = client.head();
                requireHeaders(head);
                assertThat(head.header("content-security-policy"))
                        .contains("script-src 'self'")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe");
            }
        }
    }

    @Test
    void over_http_2_they_are_the_same() {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClientOptions options = new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setDefaultPort(hub.port());
            HttpClientResponse head = TestHub.await(vertx.createHttpClient(options)
                    .request(HttpMethod.GET, "/livez")
                    .compose(HttpClientRequest::send));
            assertThat(head.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(head.getHeader("content-security-policy")).isEqualTo(NOTHING);
            assertThat(head.getHeader("x-frame-options")).isEqualTo("DENY");
        } finally {
            TestHub.await(vertx.close());
        }
    }

    /** The load without CORS is what the policy is about; whom CORS admits isn't kept out. */
    @Test
    void a_page_that_cors_admits_is_told_so_beside_the_policy() {
        try (TestHub open =
                        TestHub.start(config -> config.withCors(CorsConfig.of(List.of("https://app.example"), false)));
                RawClient client = open.connect().get("/events/x", "Origin: https://app.example")) {
            RawClient.Head head = client.head();
            assertThat(head.header("access-control-allow-origin")).isEqualTo("https://app.example");
            requireHeaders(head);
        }
    }
}
