package dev.crier.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come on a connection: the hub answers or closes, fails at nothing, and others notice nothing of it. */
@SuppressWarnings("StringConcatToTextBlock") // every CR counts
class Http1FuzzTest {

    private static final int MUTATIONS = 8;

    private static BesiegedHub hub;

    @BeforeAll
    static void start() {
        hub = new BesiegedHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    static Stream<byte[]> seeds() {
        List<byte[]> requests = Stream.of(
                        "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /events/a/b?replay=3&format=envelope HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
                        "GET /events?topic=a&topic=b/** HTTP/1.1\r\nHost: a\r\nLast-Event-ID: x-1\r\n\r\n",
                        "GET /events/a HTTP/1.0\r\nAccept: application/x-ndjson\r\n\r\n",
                        "GET /history/**?after=x-1&limit=5 HTTP/1.1\r\nHost: a:80\r\n\r\nGET /topics HTTP/1.1\r\nHost: a\r\n\r\n",
                        "POST /events/a/b?type=t&key=k HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nIdempotency-Key: i\r\n\r\nhello",
                        "POST /events/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n",
                        "POST /events HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 42\r\n\r\n"
                                + "{\"topic\":\"a\",\"data\":1}\n{\"topic\":\"a\"}\nx\n\n\n",
                        "POST /events/a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
                        "OPTIONS * HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nAccess-Control-Request-Method: POST\r\n\r\n",
                        "HEAD /demo/app.js HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\", W/\"y\"\r\n\r\n",
                        "POST /demo/activity HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi",
                        "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
                        "GET http://a/sources HTTP/1.1\r\nHost: b\r\nCookie: a=b; c\r\nX: y\r\n z\r\n\r\n",
                        "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000",
                        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                .map(text -> text.getBytes(ISO_8859_1))
                .toList();
        return Mutations.of(requests, MUTATIONS, 1).stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatever_comes_is_answered_or_closed_and_harms_nobody(byte[] bytes) {
        String answer = hub.attack(bytes);
        assertThat(answer).doesNotStartWith("HTTP/1.1 500").doesNotStartWith("HTTP/1.0 500");
        hub.assertUnharmed();
    }
}
