package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that each refusal says why as RFC 9457 wants it. */
class ErrorsTest {

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static JsonObject problem(RawClient.Answer answer) {
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getInteger("status")).isEqualTo(answer.status());
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        return problem;
    }

    @ParameterizedTest(name = "GET {0} is {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/events/ | 400 | empty",
                "/events/a//b | 400 | empty segment",
                "/events/a/ | 400 | empty segment",
                "/events/a b | 400 | ",
                "/events/a%20b | 400 | A-Z a-z 0-9",
                "/events/a/../b | 400 | '.' or '..'",
                "/events/**/a | 400 | wildcard",
                "/events/a* | 400 | ",
                "/events/%ff | 400 | UTF-8",
                "/events/%zz | 400 | hexadecimal",
                "/events/a% | 400 | hexadecimal",
                "/events/%c3%28 | 400 | UTF-8",
                "/events/%00 | 400 | U+0000",
                "/events/\u00e4 | 400 | percent-encoded",
                "/events?topic= | 400 | empty",
                "/events?topic=%f0%28 | 400 | UTF-8",
                "/events/x?replay=many | 400 | 'replay'",
                "/events/x?replay=-1 | 400 | 'replay'",
                "/events/x?format=xml | 400 | 'format'",
                "/eventsx | 404 | nothing",
                "/nothing/here | 404 | nothing",
                "/topics/a/** | 400 | A-Z a-z 0-9",
                "/topics/never/published | 404 | never/published",
                "/topics/ | 400 | empty",
                "/topics/%ff | 400 | UTF-8",
                "/history/a/**/b | 400 | wildcard",
                "/history/x?limit=0 | 400 | 'limit'",
                "/history/x?limit=ten | 400 | 'limit'",
                "/demo/../livez | 200 | live",
                "/demo/secret.txt | 404 | nothing",
                "/demo/lab/cut | 405 | POST",
                "/%zz | 400 | ",
            })
    void a_target_that_makes_no_sense_is_refused_with_what_is_wrong(String target, int status, String detail) {
        try (RawClient client = hub.connect().get(target.replace("a b", "a\u0001b"))) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            if (status >= 400) {
                problem(answer);
            }
            assertThat(answer.body()).contains(detail == null ? "" : detail);
        }
    }

    @ParameterizedTest(name = "{0} {1} is {2} and allows {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT | /events/x | 405 | GET, HEAD, POST, OPTIONS",
                "DELETE | /events | 405 | GET, HEAD, POST, OPTIONS",
                "BREW | /events/x | 405 | GET, HEAD, POST, OPTIONS",
                "POST | /topics | 405 | GET, HEAD, OPTIONS",
                "POST | /history/x | 405 | GET, HEAD, OPTIONS",
                "DELETE | /topics/x | 405 | GET, HEAD, OPTIONS",
                "POST | /sources | 405 | GET, HEAD, OPTIONS",
                "PATCH | /livez | 405 | GET, HEAD, OPTIONS",
                "POST | / | 405 | GET, HEAD, OPTIONS",
                "GET | /demo/activity | 405 | POST, OPTIONS",
                "PUT | /demo/lab/gap | 405 | POST, OPTIONS",
                "OPTIONS | /events/x | 204 | GET, HEAD, POST, OPTIONS",
                "OPTIONS | /topics | 204 | GET, HEAD, OPTIONS",
                "OPTIONS | /demo/activity | 204 | POST, OPTIONS",
                "OPTIONS | * | 204 | GET, HEAD, POST, OPTIONS",
                "OPTIONS | /nothing | 404 | ",
            })
    void a_method_that_a_path_lacks_is_answered_with_those_that_it_has(
            String method, String target, int status, String allow) {
        try (RawClient client = hub.connect().request(method, target, new String[0], "")) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("allow")).isEqualTo(allow == null ? "" : allow);
            if (status >= 400) {
                problem(answer);
            }
        }
    }

    @Test
    void trace_is_not_answered_with_what_was_sent() {
        try (RawClient client = hub.connect().request("TRACE", "/events/x", new String[] {"Cookie: secret=1"}, "")) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.body()).doesNotContain("secret");
        }
    }

    @Test
    void a_request_line_that_is_too_long_is_414() {
        try (RawClient client = hub.connect().get("/events?topic=" + "a".repeat(17_000))) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(414);
            assertThat(problem(answer).getString("title")).isEqualTo("URI Too Long");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void headers_that_are_too_long_are_431() {
        try (RawClient client = hub.connect().get("/events/x", "X-Long: " + "a".repeat(17_000))) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(431);
            problem(answer);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /events/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            })
    void what_is_not_http_is_400_and_ends_the_connection(String request) {
        try (RawClient client = hub.connect().send(request)) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            problem(answer);
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("date")).isNotEmpty();
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void http_1_1_needs_a_host() {
        try (RawClient client = hub.connect().send("GET /events/x HTTP/1.1\r\n\r\n")) {
            assertThat(problem(client.answer()).getString("detail")).contains("Host");
        }
        try (RawClient client = hub.connect().send("GET /livez HTTP/1.1\r\n\r\n")) {
            assertThat(client.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void the_whole_address_may_stand_in_the_request_line() {
        try (RawClient client = hub.connect().get("http://localhost/livez")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/topics", "/history/x", "/sources", "/", "/nothing"})
    void head_is_get_without_the_body(String target) {
        try (RawClient client = hub.connect()) {
            RawClient.Answer head =
                    client.request("HEAD", target, new String[0], "").answerToHead();
            RawClient.Answer get = client.get(target).answer();
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
            assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
        }
    }

    @Test
    void every_answer_forbids_to_guess_its_type() {
        for (String target : new String[] {"/livez", "/events/x", "/nothing", "/", "/demo/feed.xml"}) {
            try (RawClient client = hub.connect().get(target)) {
                assertThat(client.head().header("x-content-type-options")).isEqualTo("nosniff");
            }
        }
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: a && Host: b | 400 | more than once",
                "Host: a && Host: a | 400 | more than once",
                "Host: a && : nameless | 400 | ",
                "Host: a && Transfer-Encoding: gzip, chunked | 501 | 'chunked'",
                "Host: a && Transfer-Encoding: gzip && Transfer-Encoding: chunked | 501 | 'chunked'",
                "Host: a && Transfer-Encoding: gzip | 400 | ",
            })
    void a_head_that_another_server_could_read_another_way_is_refused(String headers, int status, String detail) {
        try (RawClient client = hub.connect()
                .send("POST /events/x HTTP/1.1\r\n" + headers.replace(" && ", "\r\n") + "\r\n\r\n0\r\n\r\n")) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(problem(answer).getString("detail")).contains(detail == null ? "" : detail);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-continue", "something else"})
    void an_expectation_of_http_1_0_is_passed_over(String expectation) {
        try (RawClient client = hub.connect()
                .send("POST /events/x HTTP/1.0\r\nExpect: " + expectation + "\r\nContent-Length: 2\r\n\r\nab")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_chunk_that_is_none_is_called_so() {
        try (RawClient client = hub.connect()
                .send("POST /events/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                .send("zz\r\nab\r\n0\r\n\r\n")) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(problem(answer).getString("detail")).contains("chunk");
        }
    }
}
