package dev.crier.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crier.core.engine.HubOptions.Behind;
import dev.crier.core.log.Fsync;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubConfigTest {

    @Test
    void theDefaultsAreThoseOfAHubWithoutSources() {
        HubConfig config = HubConfig.defaults();

        assertThat(config.dev()).isFalse();
        assertThat(config.sources()).isEmpty();
        assertThat(config.topics()).isEmpty();
        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        "0.0.0.0", 8080, ServerConfig.Transport.AUTO, TlsConfig.NONE, ProxyConfig.NONE));
        assertThat(config.sse())
                .isEqualTo(new SseConfig(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        Behind.GAP,
                        SseConfig.Compression.AUTO));
        assertThat(config.cors()).isEqualTo(CorsConfig.of(List.of(), false));
        assertThat(config.limits().windowBytes()).isEqualTo(ByteSize.ofMebibytes(128));
        assertThat(config.plugins().folder()).isEqualTo(Path.of("plugins"));
        assertThat(config.shutdown().grace()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://app.example", "http://localhost:3000", "https://[::1]:8443"})
    void originsAreWrittenAsBrowsersSendThem(String origin) {
        assertThatCode(() -> CorsConfig.of(List.of(origin), false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example",
                "https://app.example/",
                "https://app.example/page",
                "null",
                "https://",
                "https://a b",
                "https://user@app.example",
                "https://*.example",
                "ftp://app.example",
                "https://app.example?x"
            })
    void whatABrowserWouldNeverSendAsOriginIsRefused(String origin) {
        assertThatIllegalArgumentException().isThrownBy(() -> CorsConfig.of(List.of(origin), false));
    }

    @Test
    void credentialsNeedAnOriginByName() {
        assertThatIllegalArgumentException().isThrownBy(() -> CorsConfig.of(List.of("*"), true));
        assertThatIllegalArgumentException().isThrownBy(() -> CorsConfig.of(List.of(), true));
        assertThatCode(() -> CorsConfig.of(List.of("*", "https://app.example"), true))
                .doesNotThrowAnyException();
    }

    @Test
    void whatHoldsEventsHasRoomForTheBiggest() {
        LimitsConfig limits = HubConfig.defaults().limits();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.withPendingBytes(ByteSize.ofKibibytes(64)))
                .withMessage("pending-bytes must be at least event-bytes, which are 1MiB, not 64KiB");
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withEventBytes(ByteSize.ofBytes(0)));
    }

    @Test
    void anAdminInterfaceThatOthersReachNeedsAToken() {
        AdminConfig admin = HubConfig.defaults().admin();
        assertThat(admin.loopback()).isTrue();
        for (String own : List.of("localhost", "127.0.0.2", "::1")) {
            assertThat(admin.withHost(own).loopback()).isTrue();
        }
        for (String open : List.of("0.0.0.0", "::", "10.0.0.1", "127.example", "localhost.example")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> admin.withHost(open))
                    .withMessageContaining("token-file");
            assertThat(admin.withTokenFile(Path.of("token")).withHost(open).loopback())
                    .isFalse();
        }
    }

    @Test
    void theAdminPortIsTheNextOneUnlessItIsChosen() {
        HubConfig config = HubConfig.defaults();
        assertThat(config.adminPort()).isEqualTo(8081);
        assertThat(config.withAdmin(config.admin().withPort(7000)).adminPort()).isEqualTo(7000);
        assertThat(config.withServer(config.server().withPort(0)).adminPort()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withServer(config.server().withPort(65_535)))
                .withMessageContaining("admin.port");
    }

    @Test
    void aHostWithControlCharactersIsRefusedWithoutPrintingThem() {
        ServerConfig server = HubConfig.defaults().server();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.withHost("a\u001b[31m"))
                .withMessageContaining("'aU+001B[31m'");
    }

    @Test
    void eachPartCanBeReplacedAndNoOtherIs() {
        HubConfig config = HubConfig.defaults();
        assertThat(config.withDev(false)).isEqualTo(config);
        assertThat(config.withServer(config.server())).isEqualTo(config);
        assertThat(config.withAdmin(config.admin())).isEqualTo(config);
        assertThat(config.withSse(config.sse())).isEqualTo(config);
        assertThat(config.withDemo(config.demo())).isEqualTo(config);
        assertThat(config.withCors(config.cors())).isEqualTo(config);
        assertThat(config.withLimits(config.limits())).isEqualTo(config);
        assertThat(config.withAuth(config.auth())).isEqualTo(config);
        assertThat(config.withTopicDefaults(config.topicDefaults())).isEqualTo(config);
        assertThat(config.withTopics(config.topics())).isEqualTo(config);
        assertThat(config.withSources(config.sources())).isEqualTo(config);
        assertThat(config.withPlugins(config.plugins())).isEqualTo(config);
        assertThat(config.withLog(config.log())).isEqualTo(config);
        assertThat(config.withState(config.state())).isEqualTo(config);
        assertThat(config.withShutdown(config.shutdown())).isEqualTo(config);

        LogConfig onDisk = LogConfig.in(Path.of("history"));
        HubConfig other = config.withDev(true).withLog(onDisk);
        assertThat(other.dev()).isTrue();
        assertThat(other.log()).isEqualTo(onDisk);
        assertThat(other.withDev(false).withLog(LogConfig.MEMORY)).isEqualTo(config);
    }

    @Test
    void theHistoryIsWhereItHasAPlace() {
        assertThat(LogConfig.MEMORY.where()).isEqualTo(LogConfig.Type.MEMORY);
        assertThat(LogConfig.in(Path.of("history")).where()).isEqualTo(LogConfig.Type.DISK);
        assertThat(log(null, "history", "redis://engine").where()).isEqualTo(LogConfig.Type.REDIS);
        assertThat(log(LogConfig.Type.DISK, "history", "redis://engine").where())
                .isEqualTo(LogConfig.Type.DISK);
        assertThat(log(LogConfig.Type.MEMORY, "history", null).where()).isEqualTo(LogConfig.Type.MEMORY);
    }

    @Test
    void aHistoryWithoutItsPlaceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log(LogConfig.Type.DISK, null, null))
                .withMessage("folder is missing, where the history on disk is to be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log(LogConfig.Type.REDIS, "history", null))
                .withMessage("url is missing, where Redis or Valkey is");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log(null, null, "http://engine"))
                .withMessage("url begins with redis:// or rediss://");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.with(LogConfig.MEMORY, "replicas", -1))
                .withMessage("replicas is 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.with(LogConfig.MEMORY, "replicas", 1))
                .withMessage("replicas is of no use without the url of a Redis or Valkey");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Settings.with(log(null, null, "redis://engine"), "ca", Optional.of(Path.of("engine.crt"))))
                .withMessage("ca is of no use without a url that begins with rediss://");
    }

    private static LogConfig log(LogConfig.@Nullable Type type, @Nullable String folder, @Nullable String url) {
        return new LogConfig(
                Optional.ofNullable(type),
                Optional.ofNullable(folder).map(Path::of),
                Fsync.DEFAULT,
                Optional.ofNullable(url),
                Optional.empty(),
                "crier",
                0);
    }
}
