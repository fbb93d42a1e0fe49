package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which format a stream has, by what its client accepts and asks for. */
class NegotiationTest {

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
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
