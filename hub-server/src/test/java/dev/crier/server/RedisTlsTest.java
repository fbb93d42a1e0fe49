package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.settings.Settings;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Tail;
import dev.crier.redis.RedisEventLog;
import dev.crier.redis.RedisLogOptions;
import dev.crier.server.config.LogConfig;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With Redis by TLS")
@Tag("redis")
@ExtendWith(ToolCondition.ForRedis.class)
class RedisTlsTest {

    @TempDir
    Path folder;

    private Path certificate;
    private RedisProcess redis;

    @BeforeEach
    void startRedis() throws Exception {
        certificate = folder.resolve("engine.crt");
        Path key = folder.resolve("engine.key");
        TestCertificate.make(folder, "engine", "EC").write(certificate, key);
        redis = RedisProcess.encrypted(certificate, key);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private static LogConfig log(String url, Path ca) {
        LogConfig plain = Settings.with(LogConfig.MEMORY, "url", Optional.of(url));
        return Settings.with(plain, "ca", Optional.of(ca));
    }

    @Test
    @DisplayName("two hubs share a history when its certificate is vouched for")
    void vouchedFor() throws Exception {
        LogConfig log = log("rediss://localhost:" + redis.port(), certificate);
        try (TestHub one = TestHub.start(config -> config.withLog(log));
                TestHub other = TestHub.start(config -> config.withLog(log))) {
            one.publish("a", "by one");
            other.publish("a", "by the other");
            assertThat(history(one)).contains("by one", "by the other").isEqualTo(history(other));
        }
    }

    private static String history(TestHub hub) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(hub.uri("/history/a")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Why a log doesn't start. */
    private static String refusal(RedisLogOptions options) {
        return refusal(options, Duration.ofSeconds(5), Duration.ofSeconds(8));
    }

    private static String refusal(RedisLogOptions options, Duration timeout, Duration patience) {
        Vertx vertx = Vertx.vertx();
        try {
            return new RedisEventLog(vertx, options.withTimeouts(timeout, patience))
                    .start(new Deaf())
                    .toCompletionStage()
                    .handle((lineage, cause) -> cause == null ? "started" : String.valueOf(cause.getMessage()))
                    .toCompletableFuture()
                    .join();
        } finally {
            vertx.close();
        }
    }

    @Test
    @DisplayName("a hub doesn't start where another one vouches, or nobody does, or the certificate is another host's")
    void notVouchedFor() throws Exception {
        Path stranger = folder.resolve("stranger.crt");
        TestCertificate.make(folder, "stranger", "EC").write(stranger, folder.resolve("stranger.key"));
        RedisLogOptions named = RedisLogOptions.of("rediss://localhost:" + redis.port());
        String refused = "no connection to localhost:" + redis.port() + " within 8 s: ";
        assertThat(refusal(named)).isEqualTo(refused + "nobody vouches for its certificate who is trusted");
        assertThat(refusal(named.withCa(Optional.of(stranger))))
                .isEqualTo(refused + "nobody vouches for its certificate who is trusted");
        RedisLogOptions elsewhere = RedisLogOptions.of("rediss://127.0.0.2:" + redis.port());
        assertThat(refusal(elsewhere.withCa(Optional.of(certificate))))
                .endsWith(": its certificate is for another host");
        assertThat(refusal(named.withCa(Optional.of(certificate)))).isEqualTo("started");
    }

    @Test
    @DisplayName("a hub says so where nobody speaks TLS")
    void plainEngine() {
        try (RedisProcess plain = RedisProcess.start()) {
            RedisLogOptions options = RedisLogOptions.of("rediss://localhost:" + plain.port());
            assertThat(refusal(options, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                    .endsWith(" within 2 s: no answer by TLS within 1 s");
        }
    }

    @Test
    @DisplayName("a hub says what is wrong with the file of who vouches")
    void badFile() throws Exception {
        RedisLogOptions options = RedisLogOptions.of("rediss://localhost:" + redis.port());
        Path missing = folder.resolve("missing.crt");
        assertThat(refusal(options.withCa(Optional.of(missing))))
                .isEqualTo("there is no file '" + missing + "' with certificates");
        for (String nothing : List.of("", "no certificate")) {
            Path other = Files.writeString(folder.resolve("other.crt"), nothing);
            assertThat(refusal(options.withCa(Optional.of(other))))
                    .isEqualTo("'" + other
                            + "' holds no certificates in PEM: Missing -----BEGIN CERTIFICATE----- delimiter");
        }
        Path broken = Files.writeString(
                folder.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(refusal(options.withCa(Optional.of(broken))))
                .startsWith("'" + broken + "' holds no certificates in PEM: ");
    }

    /** Hears nothing. */
    private static final class Deaf implements Tail {

        @Override
        public void onRecord(LogRecord record) {}

        @Override
        public void onLineage(Lineage lineage) {}

        @Override
        public void onState(LogState state) {}
    }
}
