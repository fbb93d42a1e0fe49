package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.sources.rss.TestContext.TestState;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.File;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection goes to an address, and yet the certificate must be that of the name. */
class RssTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static TestServer server;
    private static PfxOptions keys;

    @BeforeAll
    static void listen() throws Exception {
        vertx = Vertx.vertx();
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "feeds",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=feeds.test",
                        "-ext",
                        "san=dns:feeds.test",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File(folder.toFile(), "keytool.log")))
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        keys = new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
        server = new TestServer(
                vertx, new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(keys), "127.0.0.1");
        server.on(
                "/feed",
                request -> request.response()
                        .end(Feeds.channel(
                                "<item><title>SNI " + request.connection().indicatedServerName() + "</title></item>")));
    }

    @AfterAll
    static void close() {
        TestContext.await(vertx.close());
    }

    private static TestContext poll(String host, HttpClientOptions options) {
        Network network = new Network(resolved -> List.of(InetAddress.getLoopbackAddress()), options);
        TestContext context = new TestContext(vertx, new TestState())
                .start(TestSettings.local("https://" + host + ":" + server.port() + "/feed"), network);
        context.poll();
        return context;
    }

    @Test
    void theServersCertificateIsCheckedAgainstTheNameAndTheNameIsIndicated() {
        TestContext context = poll("feeds.test", new HttpClientOptions().setTrustOptions(keys));

        assertThat(context.degraded).isEmpty();
        assertThat(context.titles()).containsExactly("SNI feeds.test");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        TestContext context = poll("other.test", new HttpClientOptions().setTrustOptions(keys));

        assertThat(context.titles()).isEmpty();
        assertThat(context.degraded).hasValueSatisfying(text -> assertThat(text).contains("other.test"));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        TestContext context = poll("feeds.test", new HttpClientOptions());

        assertThat(context.titles()).isEmpty();
        assertThat(context.degraded)
                .hasValueSatisfying(
                        text -> assertThat(text).contains("SSL", "unable to find valid certification path"));
    }
}
