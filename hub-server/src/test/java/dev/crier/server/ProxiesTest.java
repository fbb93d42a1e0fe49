package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.ProxyConfig;
import dev.crier.server.config.ProxyConfig.Header;
import dev.crier.server.config.PublishLimits;
import dev.crier.server.config.ServerConfig;
import dev.crier.server.config.TlsConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub behind proxies knows its clients by what trusted ones say, and by nothing that anybody else says. */
class ProxiesTest {

    private static final ProxyConfig THIS_MACHINE = ProxyConfig.NONE.withTrusted("127.0.0.0/8", "10.0.0.0/8", "::1");

    @TempDir
    Path folder;

    private static TestHub start(UnaryOperator<ProxyConfig> changes) {
        return TestHub.start(config -> config.withDev(false)
                .withServer(config.server().withProxies(changes.apply(THIS_MACHINE)))
                .withLimits(config.limits()
                        .withConnections(config.limits().connections().withPerAddress(2))));
    }

    /** Whom the hub takes for the reader of its only stream. */
    private static String reader(TestHub hub, RawClient client) {
        assertThat(client.head().status()).isEqualTo(200);
        await().until(() -> hub.server().streams() == 1);
        try (RawClient operator = RawClient.to(hub.server().adminPort()).get("/connections")) {
            JsonArray streams = new JsonObject(operator.answer().body()).getJsonArray("connections");
            String address = streams.getJsonObject(0).getString("address");
            return address.endsWith(":0") ? address.substring(0, address.length() - 2) : "";
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 192.0.2.7",
                "198.51.100.1, 192.0.2.7 | 192.0.2.7",
                "192.0.2.7, 10.1.2.3 | 192.0.2.7",
                "198.51.100.1, 192.0.2.7, 10.1.2.3, 10.4.5.6 | 192.0.2.7",
                "192.0.2.7:4711 | 192.0.2.7",
                "10.9.9.9, 10.1.2.3 | 10.9.9.9",
                "unknown, 10.1.2.3 | 10.1.2.3",
            })
    void the_client_is_the_nearest_that_no_trusted_proxy_is(String header, String client) {
        try (TestHub hub = start(proxies -> proxies);
                RawClient stream = hub.connect().get("/events/x", "X-Forwarded-For: " + header)) {
            assertThat(reader(hub, stream)).isEqualTo(client);
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=192.0.2.7 | 192.0.2.7",
                "For=\"[2001:db8:1:2::7]:4711\";proto=https | 2001:db8:1:2:0:0:0:7",
                "for=198.51.100.1;host=\"a,b\", for=192.0.2.7;by=_x, for=10.1.2.3 | 192.0.2.7",
                "for=_hidden, for=10.1.2.3 | 10.1.2.3",
            })
    void the_standard_header_says_the_same_where_it_is_configured(String header, String client) {
        try (TestHub hub = start(proxies -> proxies.withHeader(Header.FORWARDED));
                RawClient stream =
                        hub.connect().get("/events/x", "Forwarded: " + header, "X-Forwarded-For: 203.0.113.1")) {
            assertThat(reader(hub, stream)).isEqualTo(client);
        }
    }

    @Test
    void the_header_that_is_not_configured_may_be_the_clients_own_and_counts_for_nothing() {
        try (TestHub hub = start(proxies -> proxies);
                RawClient stream = hub.connect().get("/events/x", "Forwarded: for=203.0.113.1")) {
            assertThat(reader(hub, stream)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void what_anybody_else_says_counts_for_nothing() {
        try (TestHub hub = start(proxies -> ProxyConfig.NONE.withTrusted("192.0.2.0/24"));
                RawClient stream = hub.connect().get("/events/x", "X-Forwarded-For: 203.0.113.1")) {
            assertThat(reader(hub, stream)).isEmpty();
        }
    }

    @Test
    void whoever_comes_by_way_of_a_proxy_has_as_many_streams_as_connections_otherwise() {
        List<RawClient> clients = new ArrayList<>();
        try (TestHub hub = start(proxies -> proxies)) {
            for (int i = 0; i < 2; i++) {
                RawClient client = hub.connect().get("/events/x", "X-Forwarded-For: 192.0.2.7");
                clients.add(client);
                assertThat(client.head().status()).isEqualTo(200);
                client.chunk();
            }
            await().until(() -> hub.server().streams() == 2);
            try (RawClient oneMore = hub.connect().get("/events/x", "X-Forwarded-For: 192.0.2.7")) {
                RawClient.Answer answer = oneMore.answer();
                assertThat(answer.status())
                        .as("an EventSource comes back after it")
                        .isEqualTo(200);
                assertThat(answer.body()).matches("retry: \\d+\n\n");
                assertThat(oneMore.closedByServer()).isTrue();
            }
            try (RawClient other = hub.connect().get("/events/x", "X-Forwarded-For: 192.0.2.8")) {
                other.head();
                assertThat(new String(other.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
            }
            clients.remove(0).close();
            await().until(() -> hub.server().streams() == 1);
            try (RawClient again = hub.connect().get("/events/x", "X-Forwarded-For: 192.0.2.7")) {
                again.head();
                assertThat(new String(again.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void a_client_that_encrypts_to_a_trusted_proxy_is_told_to_stay_with_it() {
        try (TestHub hub = start(proxies -> proxies);
                RawClient client = hub.connect()) {
            assertThat(client.get("/livez", "X-Forwarded-Proto: https").answer().header("strict-transport-security"))
                    .startsWith("max-age=");
            assertThat(client.get("/livez").answer().header("strict-transport-security"))
                    .isEmpty();
        }
        try (TestHub hub = TestHub.start();
                RawClient client = hub.connect().get("/livez", "X-Forwarded-Proto: https")) {
            assertThat(client.answer().header("strict-transport-security")).isEmpty();
        }
    }

    @Test
    void each_client_publishes_as_fast_as_it_may_and_no_faster_also_in_a_batch() {
        String line = "{\"topic\":\"a\",\"data\":1}\n";
        String[] client = {"X-Forwarded-For: 192.0.2.7", "Content-Type: application/x-ndjson"};
        try (TestHub hub = TestHub.start(
                        config -> config.withServer(config.server().withProxies(THIS_MACHINE))
                                .withLimits(config.limits().withPublish(new PublishLimits(1, 3))));
                RawClient publisher = hub.connect()) {
            assertThat(publisher.post("/events/a", "x", client).answer().status())
                    .isEqualTo(200);
            List<String> answers = publisher
                    .post("/events", line.repeat(5), client)
                    .answer()
                    .body()
                    .lines()
                    .toList();
            assertThat(answers).hasSize(5);
            assertThat(answers.subList(0, 2)).allMatch(answer -> answer.startsWith("{\"id\""));
            assertThat(answers.get(4)).contains("\"status\":429", "limits.publish");
            RawClient.Answer refused = publisher.post("/events/a", "x", client).answer();
            for (int i = 0; refused.status() == 200 && i < 100; i++) { // one more each second
                refused = publisher.post("/events/a", "x", client).answer();
            }
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 2);
            assertThat(hub.server().metrics().scrape("text/plain; version=0.0.4; charset=utf-8"))
                    .containsPattern("crier_publishes_refused_total\\{reason=\"rate\"} [2-4].0");
            assertThat(publisher
                            .post("/events/a", "x", "X-Forwarded-For: 192.0.2.8")
                            .answer()
                            .status())
                    .isEqualTo(200);
            for (int i = 0; i < 10; i++) { // this machine itself, in development
                assertThat(publisher.post("/events/a", "x").answer().status()).isEqualTo(200);
            }
        }
    }

    // ---- PROXY protocol

    @Test
    void the_proxy_protocol_names_the_client_of_a_connection() {
        byte[] second = {
            0x0d,
            0x0a,
            0x0d,
            0x0a,
            0x00,
            0x0d,
            0x0a,
            0x51,
            0x55,
            0x49,
            0x54,
            0x0a, // the signature
            0x21,
            0x11,
            0x00,
            0x0c, // version 2, on behalf of another, TCP over IPv4, 12 bytes
            (byte) 192,
            0,
            2,
            7,
            127,
            0,
            0,
            1,
            0x12,
            0x67,
            0x1f,
            (byte) 0x90
        };
        byte[] first = "PROXY TCP4 192.0.2.7 127.0.0.1 4711 8080\r\n".getBytes(StandardCharsets.US_ASCII);
        for (byte[] preface : List.of(first, second)) {
            try (TestHub hub = start(proxies -> proxies.withProtocol(true));
                    RawClient stream = hub.connect().send(preface).get("/events/x", "X-Forwarded-For: 203.0.113.1")) {
                assertThat(reader(hub, stream)).isEqualTo("192.0.2.7");
            }
        }
    }

    private static RawClient proxied(TestHub hub, String client) {
        return hub.connect().send("PROXY TCP4 " + client + " 127.0.0.1 4711 8080\r\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_connection_more_than_the_client_whom_it_names_may_have_is_closed_until_another_one_ends(boolean encrypted)
            throws Exception {
        List<RawClient> clients = new ArrayList<>();
        UnaryOperator<ServerConfig> tls = server -> server;
        if (encrypted) {
            Path certificate = folder.resolve("hub.pem");
            Path key = folder.resolve("hub.key");
            TestCertificate.make(folder, "hub", "EC").write(certificate, key);
            tls = server -> server.withTls(TlsConfig.of(certificate, key));
        }
        UnaryOperator<ServerConfig> encryption = tls;
        try (TestHub hub = TestHub.start(config -> config.withDev(false)
                .withServer(encryption.apply(config.server().withProxies(THIS_MACHINE.withProtocol(true))))
                .withLimits(config.limits()
                        .withConnections(config.limits().connections().withPerAddress(2))))) {
            for (int i = 0; i < 2; i++) {
                RawClient client = proxied(hub, "192.0.2.7");
                client = encrypted ? client.encrypted() : client;
                clients.add(client);
                client.get("/events/x").head();
                assertThat(new String(client.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
            }
            try (RawClient oneMore = proxied(hub, "192.0.2.7")) {
                oneMore.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(oneMore.closedByServer()).isTrue();
            }
            assertThat(hub.server().metrics().scrape("text/plain; version=0.0.4; charset=utf-8"))
                    .contains("crier_connections_refused_total{reason=\"address\"} 1.0");
            try (RawClient other = proxied(hub, "192.0.2.8")) {
                RawClient reads = encrypted ? other.encrypted() : other;
                assertThat(reads.get("/livez").answer().status()).isEqualTo(200);
            }
            clients.remove(0).close();
            await().until(() -> hub.server().streams() == 1);
            try (RawClient again = proxied(hub, "192.0.2.7")) {
                RawClient reads = encrypted ? again.encrypted() : again;
                assertThat(reads.get("/livez").answer().status()).isEqualTo(200);
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void a_trusted_proxy_that_does_not_speak_it_is_closed() {
        try (TestHub hub = start(proxies -> proxies.withProtocol(true));
                RawClient client = hub.connect().get("/livez")) {
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void nobody_else_may_speak_it() {
        try (TestHub hub = start(
                        proxies -> ProxyConfig.NONE.withTrusted("192.0.2.0/24").withProtocol(true));
                RawClient client = hub.connect()) {
            assertThat(client.closedByServer()).isTrue();
            assertThat(hub.server().metrics().scrape("text/plain; version=0.0.4; charset=utf-8"))
                    .contains("crier_connections_refused_total{reason=\"proxy\"} 1.0");
        }
    }
}
