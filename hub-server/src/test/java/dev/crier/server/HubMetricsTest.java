package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.core.settings.ByteSize;
import dev.crier.server.metrics.HubMetrics;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The hub counts")
class HubMetricsTest {

    /** What a series stands at; it must be there. */
    private static double value(HubServer hub, String series) {
        return hub.metrics()
                .scrape(HubMetrics.TEXT)
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    private static String closed(String reason) {
        return "crier_connections_closed_total{reason=\"" + reason + "\"}";
    }

    private static String refused(String reason) {
        return "crier_publishes_refused_total{reason=\"" + reason + "\"}";
    }

    private static void eventually(HubServer hub, String series, double expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(value(hub, series)).as(series).isEqualTo(expected));
    }

    @Test
    @DisplayName("connections that open, and what ends them")
    void connections() {
        TestHub hub = TestHub.start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofMillis(300))));
        HubServer server = hub.server();
        try (hub;
                RawClient reader = hub.connect().get("/events/quiet");
                RawClient stalled = RawClient.to(hub.port(), 8 << 10).get("/events/flood")) {
            try (RawClient client = hub.connect().get("/livez")) {
                client.answer();
                assertThat(value(server, closed("client"))).isZero();
            }
            eventually(server, closed("client"), 1);
            try (RawClient babbler = hub.connect().send("What's up?\r\n\r\n")) {
                assertThat(babbler.closedByServer()).isTrue();
            }
            eventually(server, closed("invalid"), 1);
            stalled.head();
            for (int i = 0; i < 200; i++) {
                hub.publish("flood", "x".repeat(50_000));
            }
            eventually(server, closed("stalled"), 1);
            reader.head();
            assertThat(value(server, "crier_connections_opened_total")).isEqualTo(4);
            assertThat(value(server, closed("drained"))).isZero();
            TestHub.await(server.stop());
            eventually(server, closed("drained"), 1);
        }
    }

    @Test
    @DisplayName("connections that it ends for the time that their clients take")
    void timeouts() {
        try (TestHub hub = TestHub.impatient(
                        Duration.ofSeconds(1),
                        config -> config.withSse(config.sse().withStallTimeout(Duration.ofMillis(300))));
                RawClient idle = hub.connect().get("/livez")) {
            idle.answer();
            eventually(hub.server(), closed("timeout"), 1);
        }
        try (TestHub hub = TestHub.start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofMillis(300)))
                .withLimits(config.limits()
                        .withRequests(config.limits().requests().withBodyTime(Duration.ofMillis(300)))))) {
            for (int i = 0; i < 4; i++) {
                hub.publish("pages/" + i, "x".repeat(500_000));
            }
            try (RawClient unread = RawClient.to(hub.port(), 8 << 10).get("/history/pages/**?limit=1000")) {
                eventually(hub.server(), closed("timeout"), 1);
            }
            try (RawClient slow =
                    hub.connect().send("POST /events/a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")) {
                assertThat(slow.answer().status()).isEqualTo(408);
                eventually(hub.server(), closed("timeout"), 2);
            }
            assertThat(value(hub.server(), closed("client"))).isZero();
        }
    }

    @Test
    @DisplayName("connections over which nothing has come yet")
    void admitted() {
        try (TestHub hub = TestHub.start();
                RawClient silent = hub.connect()) {
            eventually(hub.server(), "crier_connections_admitted", 1);
            assertThat(value(hub.server(), "crier_connections")).isZero();
            silent.close();
            eventually(hub.server(), "crier_connections_admitted", 0);
        }
    }

    private static void post(TestHub hub, String target, String body, String... headers) {
        try (RawClient client = hub.connect().post(target, body, headers)) {
            client.answer();
        }
    }

    @Test
    @DisplayName("events that it doesn't take, each line of a batch by itself, and why")
    void publishes() {
        try (TestHub hub =
                TestHub.start(config -> config.withLimits(config.limits().withEventBytes(new ByteSize(1_000))))) {
            post(hub, "/events/good", "taken");
            post(hub, "/events/hub/mine", "x");
            post(hub, "/events/a//b", "x");
            post(hub, "/events/big", "x".repeat(1_001));
            post(hub, "/events/once", "one", "Idempotency-Key: k");
            post(hub, "/events/once", "another", "Idempotency-Key: k");
            post(hub, "/events/page", "x", "Origin: https://elsewhere.example");
            post(
                    hub,
                    "/events",
                    "{\"topic\":\"good\",\"data\":1}\n{\"topic\":\"hub/mine\",\"data\":1}\nnonsense\n"
                            + "y".repeat(50_000) + "\n",
                    "Content-Type: application/x-ndjson");
            assertThat(value(hub.server(), refused("forbidden"))).isEqualTo(3);
            assertThat(value(hub.server(), refused("invalid"))).isEqualTo(2);
            assertThat(value(hub.server(), refused("too_large"))).isEqualTo(2);
            assertThat(value(hub.server(), refused("conflict"))).isEqualTo(1);
            assertThat(value(hub.server(), refused("unauthenticated"))).isZero();
        }
        try (TestHub hub = TestHub.start(config -> config.withDev(false))) {
            post(hub, "/events/good", "x");
            assertThat(value(hub.server(), refused("unauthenticated"))).isEqualTo(1);
        }
    }
}
