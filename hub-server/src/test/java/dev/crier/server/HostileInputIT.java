package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged hub, which says everything that it can say, asked by those who would like to write its log. */
class HostileInputIT {

    private static final String FORGED = "2026-01-02 03:04:05.678 ERROR Login: root";

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void nothing_that_is_sent_forges_a_line_of_the_log(String format, @TempDir Path folder) throws Exception {
        String line = format.equals("json") ? "\\{\"time\":\"\\d{4}-.*}" : "(\\d{4}-\\d\\d-\\d\\d | {4}).*";
        Map<String, String> environment = Map.of("CRIER_LOG_LEVEL", "trace", "CRIER_LOG_FORMAT", format);
        try (HubProcess hub = HubProcess.start(folder, environment, "--dev")) {
            String encoded = "%0A" + FORGED.replace(" ", "%20") + "%0D%1B%5B2J%E2%80%AE";
            for (String target : List.of(
                    "/events/" + encoded,
                    "/events?topic=" + encoded,
                    "/events/a?format=" + encoded,
                    "/history/a?after=" + encoded,
                    "/topics/" + encoded,
                    "/demo/" + encoded,
                    "/" + encoded)) {
                ask(hub, "GET " + target + " HTTP/1.1\r\nHost: a\r\n");
                ask(hub, "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n");
            }
            ask(hub, "GET /events/a HTTP/1.1\r\nHost: a\r\nLast-Event-ID: \u001b[2J\u0085" + FORGED + "\r\n");
            ask(hub, "GET /events/a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \u001b[2J" + FORGED + "\r\n");
            ask(hub, "G\u001b[2J /events/a HTTP/1.1\r\nHost: \u001b[2J\r\n");
            ask(
                    hub,
                    "POST /events/a?type=t&key=k%1B%5B2J HTTP/1.1\r\nHost: a\r\nContent-Length: 45\r\n\r\n\n" + FORGED);

            assertThat(hub.stop()).isZero();
            assertThat(hub.errors().lines())
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each)
                            .matches(line)
                            .doesNotStartWith(FORGED)
                            .doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
        }
    }

    /** What the hub answers is told elsewhere. */
    private static void ask(HubProcess hub, String request) {
        try (RawClient client = RawClient.to(hub.port())) {
            client.send(request + "\r\n").endOutput().rest();
        } catch (UncheckedIOException broken) {
            // It may close before all was read.
        }
    }
}
