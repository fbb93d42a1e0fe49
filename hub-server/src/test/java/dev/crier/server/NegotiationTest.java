package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.engine.ContentCoding;
import dev.crier.server.config.SseConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which format and which coding a stream has, by what its client accepts and asks for. */
class NegotiationTest {

    private static final Map<String, TestHub> hubs = new HashMap<>();
    private static TestHub hub;

    @BeforeAll
    static void start() {
        for (SseConfig.Compression compression : SseConfig.Compression.values()) {
            hubs.put(
                    compression.name().toLowerCase(Locale.ROOT),
                    TestHub.start(config -> config.withSse(config.sse().withCompression(compression))));
        }
        hub = hubs.get("auto");
    }

    @AfterAll
    static void stop() {
        hubs.values().forEach(TestHub::close);
    }

    @ParameterizedTest(name = "Accept: {0}, {1} gives {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "- | /events/x | text/event-stream",
                "text/event-stream | /events/x | text/event-stream",
                "TEXT/Event-Stream | /events/x | text/event-stream",
                "text/event-stream; charset=utf-8 | /events/x | text/event-stream",
                "text/* | /events/x | text/event-stream",
                "*/* | /events/x | text/event-stream",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | /events/x | text/event-stream",
                "application/x-ndjson | /events/x | application/x-ndjson",
                "application/* | /events/x | application/x-ndjson",
                "application/x-ndjson, text/event-stream | /events/x | text/event-stream",
                "application/x-ndjson, text/event-stream;q=0.5 | /events/x | application/x-ndjson",
                "text/event-stream;q=0, */* | /events/x | application/x-ndjson",
                "application/x-ndjson, */*;q=0.1 | /events/x | application/x-ndjson",
                "*/* | /events/x?format=envelope | text/event-stream",
                "*/* | /events/x?format= | text/event-stream",
                "application/x-ndjson | /events/x?format=envelope | application/x-ndjson",
            })
    void the_format_is_what_the_client_accepts_most_gladly(String accept, String target, String type) {
        try (RawClient client =
                accept == null ? hub.connect().get(target) : hub.connect().get(target, "Accept: " + accept)) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo(type);
            assertThat(head.header("vary")).contains("Accept");
        }
    }

    @ParameterizedTest(name = "{0}: Accept-Encoding: {1} gives {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "auto | - | -",
                "auto | `` | -",
                "auto | gzip, deflate, br, zstd | gzip",
                "auto | zstd, gzip;q=0.9 | zstd",
                "auto | ZSTD | zstd",
                "auto | gzip | gzip",
                "auto | x-gzip | gzip",
                "auto | br | -",
                "auto | zstd;q=0.5, gzip | gzip",
                "auto | zstd;q=0.5, gzip;q=0.4 | zstd",
                "auto | zstd;q=0, gzip;q=0.001 | gzip",
                "auto | zstd;q=0, gzip;q=0 | -",
                "auto | * | gzip",
                "auto | *;q=0.5, gzip | gzip",
                "auto | *, gzip;q=0.1 | gzip",
                "auto | *;q=0.5, zstd;q=0 | gzip",
                "auto | *;q=0, gzip | gzip",
                "auto | *;q=0 | -",
                "auto | identity | -",
                "auto | identity, gzip;q=0.9 | -",
                "auto | identity, gzip | gzip",
                "auto | identity;q=0.5, zstd;q=0.7, gzip;q=0.8 | gzip",
                "auto | identity;q=0, *;q=0.1 | gzip",
                "auto | zstd;q=0.2, *;q=0.1 | zstd",
                "auto | identity;q=0 | -",
                "gzip | gzip, deflate, br, zstd | gzip",
                "gzip | zstd | -",
                "gzip | zstd, gzip;q=0.1 | gzip",
                "off | gzip, zstd, * | -",
            })
    void the_coding_is_what_the_client_accepts_most_gladly_of_what_the_hub_may_do(
            String configured, String accept, String coding) {
        try (RawClient client = accept == null
                ? hubs.get(configured).connect().get("/events/x")
                : hubs.get(configured).connect().get("/events/x", "Accept-Encoding: " + accept)) {
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-encoding")).isEqualTo(coding == null ? "" : coding);
            assertThat(head.header("vary")).contains("Accept-Encoding");
        }
    }

    @ParameterizedTest(name = "of {0} a browser gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | zstd",
                "gzip, deflate, br | gzip",
                "zstd;q=0.9, gzip | gzip",
            })
    void a_browser_reads_zstd_frame_after_frame_and_gets_it_before_gzip(String accept, String coding) {
        try (RawClient client =
                hub.connect().get("/events/x", "Accept-Encoding: " + accept, "Sec-Fetch-Site: same-origin")) {
            assertThat(client.head().header("content-encoding")).isEqualTo(coding);
        }
    }

    @Test
    void http_1_0_knows_no_coding_of_ours() {
        try (RawClient client =
                hub.connect().send("GET /events/x HTTP/1.0\r\nHost: a\r\nAccept-Encoding: zstd, gzip\r\n\r\n")) {
            assertThat(client.head().header("content-encoding")).isEmpty();
        }
    }

    @Test
    void a_hub_that_has_no_zstd_says_why_once_and_does_with_gzip() {
        try (LogCapture log = LogCapture.of(Codings.class.getName())) {
            assertThat(Codings.of(Optional.of("no such library")))
                    .isEqualTo(new Codings(List.of(ContentCoding.GZIP), List.of(ContentCoding.GZIP)));
            assertThat(Codings.of(Optional.empty()).forBrowsers())
                    .containsExactly(ContentCoding.ZSTD, ContentCoding.GZIP);
            assertThat(Codings.of(Optional.empty()).forOthers())
                    .containsExactly(ContentCoding.GZIP, ContentCoding.ZSTD);
            assertThat(log.text()).hasLineCount(1).contains("no such library", "gzip");
        }
    }

    @ParameterizedTest(name = "Accept: {0}, {1} is refused with {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/html | /events/x | 406",
                "text/event-stream;q=0 | /events/x | 406",
                "application/json | /events/x | 406",
                "*/* | /events/x?format=xml | 400",
            })
    void what_the_hub_cannot_write_is_refused_with_what_it_can(String accept, String target, int status) {
        try (RawClient client = hub.connect().get(target, "Accept: " + accept)) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).contains("application/x-ndjson");
        }
    }
}
