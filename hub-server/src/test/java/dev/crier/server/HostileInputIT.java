package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged hub, which says everything that it can say, asked by those who would like to write its log. */
class HostileInputIT {

    private static final String FORGED = "2026-01-02 03:04:05.678 ERROR Login: root";

    @Test
    void nothing_that_is_sent_forges_a_line_of_the_log(@TempDir Path folder) throws Exception {
        try (HubProcess hub = HubProcess.start(folder, Map.of("CRIER_LOG_LEVEL", "trace"), "--dev")) {
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
                    .allSatisfy(line -> assertThat(line)
                            .matches("(\\d{4}-\\d\\d-\\d\\d | {4}).*")
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
