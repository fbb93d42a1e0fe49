package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.HubConfig.SourceConfig;
import dev.crier.server.config.TlsConfig;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub that encrypts: with which protocols, and with the certificate that its files hold now. */
class TlsTest {

    @TempDir
    static Path common;

    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.make(common, "first", "EC");
        second = TestCertificate.make(common, "second", "RSA");
    }

    private Path certificateFile() {
        return folder.resolve("hub.pem");
    }

    private Path keyFile() {
        return folder.resolve("hub.key");
    }

    private TestHub start() {
        return start(config -> config);
    }

    private TestHub start(UnaryOperator<HubConfig> changes) {
        first.write(certificateFile(), keyFile());
        return TestHub.start(config -> changes.apply(config.withServer(config.server()
                .withTls(TlsConfig.of(certificateFile(), keyFile()).withReload(Duration.ofMillis(100))))));
    }

    private static String shown(TestHub hub) throws Exception {
        try (RawClient client = hub.connect().encrypted()) {
            X509Certificate shown = (X509Certificate) client.session().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    // ---- protocols

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void events_are_published_and_read_encrypted(String version) {
        try (TestHub hub = start();
                RawClient reader = hub.connect().encrypted(version).get("/events/secret");
                RawClient writer = hub.connect().encrypted(version)) {
            assertThat(reader.head().status()).isEqualTo(200);
            assertThat(reader.session().getProtocol()).isEqualTo(version);
            assertThat(writer.post("/events/secret", "hello").answer().status()).isEqualTo(200);
            assertThat(reader.chunksUntil(text -> text.contains("data: hello"))).contains("hub.checkpoint");
            assertThat(hub.server().uri()).hasToString("https://127.0.0.1:" + hub.port());
        }
    }

    @Test
    void http_1_0_gets_its_unchunked_stream_encrypted_too() {
        try (TestHub hub = start();
                RawClient reader = hub.connect().encrypted().send("GET /events/old HTTP/1.0\r\n\r\n")) {
            RawClient.Head head = reader.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("transfer-encoding")).isEmpty();
            hub.publish("old", "still");
            String line = reader.line();
            while (!line.equals("data: still")) {
                line = reader.line();
            }
        }
    }

    @Test
    void http_2_is_agreed_on_by_alpn() {
        Vertx vertx = Vertx.vertx();
        try (TestHub hub = start()) {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setTrustAll(true)
                    .setVerifyHost(false)
                    .setDefaultHost("127.0.0.1")
                    .setDefaultPort(hub.port()));
            ConcurrentLinkedQueue<String> pieces = new ConcurrentLinkedQueue<>();
            HttpClientResponse head =
                    TestHub.await(client.request(HttpMethod.GET, "/events/h2").compose(request -> {
                        Future<HttpClientResponse> answer = request.response().map(response -> {
                            response.handler(piece -> pieces.add(piece.toString()));
                            return response;
                        });
                        return request.end().compose(sent -> answer);
                    }));
            assertThat(head.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(head.getHeader("strict-transport-security")).isEqualTo("max-age=31536000");
            hub.publish("h2", "over both");
            await().until(() -> String.join("", pieces).contains("data: over both"));
        } finally {
            TestHub.await(vertx.close());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "TLSv1.1, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    })
    void what_is_broken_or_lets_the_past_be_read_later_is_not_spoken(String version, String suite) {
        second.write(certificateFile(), keyFile());
        try (TestHub hub = TestHub.start(config ->
                        config.withServer(config.server().withTls(TlsConfig.of(certificateFile(), keyFile()))));
                RawClient client = hub.connect()) {
            assertThatThrownBy(() -> client.encrypted(version, suite)).isInstanceOf(Exception.class);
            try (RawClient other = hub.connect().encrypted("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")) {
                assertThat(other.get("/livez").answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_client_that_does_not_encrypt_gets_nothing_and_harms_nobody() {
        try (TestHub hub = start();
                RawClient plain = hub.connect().get("/livez");
                RawClient encrypted = hub.connect().encrypted()) {
            assertThat(plain.closedByServer()).isTrue();
            assertThat(encrypted.get("/livez").answer().status()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(hub.server().metrics().scrape(HubMetrics.TEXT))
                    .contains("crier_connections_refused_total{reason=\"tls\"} 1.0"));
        }
    }

    // ---- its files

    @Test
    void a_new_certificate_counts_without_a_restart_and_open_streams_live_on() throws Exception {
        try (TestHub hub = start();
                RawClient reader = hub.connect().encrypted().get("/events/live")) {
            reader.head();
            assertThat(shown(hub)).isEqualTo("CN=first");
            second.write(certificateFile(), keyFile());
            await().until(() -> shown(hub).equals("CN=second"));
            hub.publish("live", "goes on");
            assertThat(reader.chunksUntil(text -> text.contains("data: goes on")))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "garbage", "gone"})
    void a_new_certificate_that_is_broken_leaves_the_old_one_in_use_until_it_is_mended(String fault) throws Exception {
        try (TestHub hub = start();
                LogCapture log = LogCapture.of("dev.crier.server.tls")) {
            switch (fault) {
                case "half" -> TestCertificate.write(certificateFile(), second.certificate());
                case "garbage" -> TestCertificate.write(keyFile(), "nonsense");
                default -> Files.delete(keyFile());
            }
            await().until(() -> log.text().contains("stays in use"));
            assertThat(log.text()).contains("server.tls.key");
            assertThat(shown(hub)).isEqualTo("CN=first");
            second.write(certificateFile(), keyFile());
            await().until(() -> shown(hub).equals("CN=second"));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no certificate | server.tls.certificate: there is no file",
                "no key | server.tls.key: there is no file",
                "another key | server.tls.key is not the key of the first certificate",
                "garbage for a certificate | server.tls.certificate holds no certificate",
                "a key of another kind | server.tls.key can't be used",
                "garbage for a key | server.tls.key can't be used",
                "a key with a passphrase | without a passphrase",
            })
    void a_hub_that_cannot_encrypt_does_not_start_and_says_why(String fault, String message) throws Exception {
        first.write(certificateFile(), keyFile());
        switch (fault) {
            case "no certificate" -> Files.delete(certificateFile());
            case "no key" -> Files.delete(keyFile());
            case "another key" ->
                TestCertificate.write(
                        keyFile(), TestCertificate.make(folder, "third", "EC").key());
            case "a key of another kind" -> TestCertificate.write(keyFile(), second.key());
            case "garbage for a certificate" -> TestCertificate.write(certificateFile(), "nonsense");
            case "garbage for a key" -> TestCertificate.write(keyFile(), "nonsense");
            default -> TestCertificate.write(keyFile(), first.key().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        }
        HubConfig config = HubConfig.defaults()
                .withServer(
                        HubConfig.defaults().server().withPort(0).withTls(TlsConfig.of(certificateFile(), keyFile())));
        Future<HubServer> start = HubServer.start(config);
        await().until(start::isComplete);
        assertThat(start.failed()).isTrue();
        assertThat(StartFailure.explain(start.cause(), config.server())).contains(message);
    }

    // ---- around it

    @Test
    void browsers_are_told_to_stay_with_https_unless_the_hub_is_told_not_to() {
        try (TestHub hub = start();
                RawClient client = hub.connect().encrypted().get("/livez")) {
            assertThat(client.answer().header("strict-transport-security")).isEqualTo("max-age=31536000");
        }
        try (TestHub hub = start(config -> config.withServer(
                        config.server().withTls(config.server().tls().withHsts(Duration.ZERO))));
                RawClient client = hub.connect().encrypted().get("/livez")) {
            assertThat(client.answer().header("strict-transport-security")).isEmpty();
        }
    }

    @Test
    void the_health_probe_finds_out_that_the_hub_encrypts() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TestHub hub = start()) {
            assertThat(HealthProbe.run(
                            Integer.toString(hub.port()), new PrintStream(out, true, StandardCharsets.UTF_8)))
                    .as(out.toString(StandardCharsets.UTF_8))
                    .isZero();
        }
    }

    @Test
    void the_hubs_own_feed_is_news_although_its_certificate_is_not_for_its_own_sources() {
        SourceConfig news = new SourceConfig(
                "rss",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("topic", "news")
                        .put("url", "/demo/feed.xml")
                        .put("every", "30s"));
        try (TestHub hub = start(config ->
                        config.withSources(Map.of("own", news)).withState(new HubConfig.StateConfig(folder)));
                RawClient reader = hub.connect().encrypted().get("/events/news?lastEventId=earliest")) {
            reader.head();
            assertThat(reader.chunksUntil(text -> text.contains("\"guid\""))).isNotEmpty();
        }
    }
}
