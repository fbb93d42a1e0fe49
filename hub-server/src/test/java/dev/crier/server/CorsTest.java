package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.config.CorsConfig;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages of other origins may read and publish. */
class CorsTest {

    private static final String LISTED = "https://app.example";

    private static TestHub listing;
    private static TestHub everybody;
    private static TestHub nobody;

    @BeforeAll
    static void start() {
        listing =
                TestHub.start(config -> config.withCors(CorsConfig.of(List.of(LISTED, "http://localhost:3000"), true)));
        everybody = TestHub.start(config -> config.withCors(CorsConfig.of(List.of("*", LISTED), true)));
        nobody = TestHub.start();
    }

    @AfterAll
    static void stop() {
        listing.close();
        everybody.close();
        nobody.close();
    }

    private static RawClient.Head get(TestHub hub, String target, String... headers) {
        try (RawClient client = hub.connect().get(target, headers)) {
            return client.head();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events/x",
                "/topics",
                "/history/x",
                "/nothing",
                "/events/",
                "/events/x?format=bad",
                "/sources",
                "/"
            })
    void a_listed_origin_may_read_streams_answers_and_errors_with_credentials(String target) {
        RawClient.Head head = get(listing, target, "Origin: " + LISTED);
        assertThat(head.header("access-control-allow-origin")).isEqualTo(LISTED);
        assertThat(head.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(head.header("vary")).contains("Origin");
    }

    @ParameterizedTest(name = "a page of {0} publishes: {1}")
    @CsvSource({
        "http://evil.example, 403",
        "http://evil.example:8080, 403",
        "http://127.0.0.1.evil.example:8080, 403",
        "http://localhost.evil.example, 403",
        "http://127.0.0.1:8080, 200",
        "http://192.168.1.7:8080, 200",
        "http://[::1]:8080, 200",
        "http://localhost:8080, 200",
        "http://hub.localhost, 200",
        "http://hub:8080, 200",
        "http://hub.local, 200",
        "https://hub.example, 200"
    })
    void a_page_whose_name_may_have_been_made_to_lead_here_publishes_nothing_without_a_token(
            String origin, int status) {
        String host = origin.substring(origin.indexOf("//") + 2);
        try (RawClient client = nobody.connect()) {
            client.send("POST /events/x HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                    + "\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.answer().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.example", "hub.example:8080"})
    void who_is_no_page_publishes_whatever_the_name_is(String host) {
        try (RawClient client = nobody.connect()) {
            client.send("POST /events/x HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "with {0}, {1} gets {2}, credentials {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "listing, https://evil.example, -, -",
                "listing, https://app.example.evil.example, -, -",
                "listing, http://app.example, -, -",
                "listing, https://app.example:8443, -, -",
                "listing, null, -, -",
                "listing, HTTPS://APP.example, HTTPS://APP.example, true",
                "listing, http://localhost:3000, http://localhost:3000, true",
                "everybody, https://evil.example, *, -",
                "everybody, null, *, -",
                "everybody, https://app.example, https://app.example, true",
                "nobody, https://app.example, -, -",
            })
    void an_origin_gets_what_the_list_says_and_credentials_only_by_name(
            String hub, String origin, String allowed, String credentials) {
        TestHub which = hub.equals("listing") ? listing : hub.equals("everybody") ? everybody : nobody;
        RawClient.Head head = get(which, "/events/x", "Origin: " + origin);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("access-control-allow-origin")).isEqualTo(allowed == null ? "" : allowed);
        assertThat(head.header("access-control-allow-credentials")).isEqualTo(credentials == null ? "" : credentials);
    }

    @Test
    void without_an_origin_nothing_is_allowed_but_caches_are_told_that_it_matters() {
        RawClient.Head head = get(listing, "/topics");
        assertThat(head.header("access-control-allow-origin")).isEmpty();
        assertThat(head.header("vary")).contains("Origin");
        assertThat(get(nobody, "/topics").header("vary")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events/x", "/events", "/history/x", "/topics"})
    void a_preflight_allows_the_headers_that_clients_need(String target) {
        try (RawClient client = listing.connect()
                .request(
                        "OPTIONS",
                        target,
                        new String[] {
                            "Origin: " + LISTED,
                            "Access-Control-Request-Method: POST",
                            "Access-Control-Request-Headers: last-event-id"
                        },
                        "")) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(204);
            assertThat(head.header("access-control-allow-origin")).isEqualTo(LISTED);
            assertThat(head.header("access-control-allow-credentials")).isEqualTo("true");
            assertThat(head.header("access-control-allow-methods")).isEqualTo("GET, HEAD, POST, OPTIONS");
            assertThat(head.header("access-control-allow-headers"))
                    .isEqualTo("Last-Event-ID, Authorization, Content-Type, Idempotency-Key");
            assertThat(head.header("access-control-max-age")).isNotEmpty();
        }
    }

    @Test
    void a_preflight_of_an_origin_that_is_not_listed_allows_nothing() {
        try (RawClient client = listing.connect()
                .request(
                        "OPTIONS",
                        "/events/x",
                        new String[] {"Origin: https://evil.example", "Access-Control-Request-Method: POST"},
                        "")) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(204);
            assertThat(head.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    @ParameterizedTest(name = "{0} publishing is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: https://evil.example | 403",
                "Origin: null | 403",
                "Origin: http://localhost:8081 | 403",
                "Origin: https://app.example | 200",
                "Origin: http://localhost | 200",
                "X-No: origin | 200",
                "Origin: https://behind.proxy && Sec-Fetch-Site: same-origin | 200",
                "Origin: http://localhost && Sec-Fetch-Site: cross-site | 403",
                "Origin: https://sub.example && Sec-Fetch-Site: same-site | 403",
                "Sec-Fetch-Site: cross-site | 403",
                "Sec-Fetch-Site: none | 200",
            })
    void a_page_of_an_origin_that_is_not_listed_may_not_publish_even_without_asking(String headers, int status) {
        for (String target : new String[] {"/events/cors", "/demo/activity"}) {
            try (RawClient client =
                    listing.connect().post(target, "x", headers.replace(" && ", "\r\n"), "Content-Type: text/plain")) {
                assertThat(client.answer().status()).isEqualTo(status);
            }
        }
    }

    @Test
    void where_everybody_may_read_everybody_may_publish() {
        try (RawClient client = everybody.connect().post("/events/cors", "x", "Origin: https://evil.example")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }
}
