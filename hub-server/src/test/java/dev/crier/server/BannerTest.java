package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.TopicFilter;
import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceCatalog;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LoadedConfig;
import dev.crier.server.config.RetentionConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The banner")
class BannerTest {

    @Test
    @DisplayName("says the version, URLs, topics, sources, plugins and the file")
    void everything() {
        HubConfig config = HubConfig.defaults()
                .withSources(Map.of(
                        "tick",
                        new HubConfig.SourceConfig(
                                "counter", JsonNodeFactory.instance.objectNode().put("topic", "count"))))
                .withTopics(Map.of(
                        TopicFilter.of("news/**"),
                        new HubConfig.TopicConfig(
                                new RetentionConfig.Partial(Optional.of(5), Optional.empty(), Optional.empty()))));
        Plugins plugins = new Plugins(
                List.of(), List.of(new Plugins.Refused(Path.of("plugins/odd.jar"), "it has no service entry")));

        assertThat(banner(config, plugins).lines().skip(1).map(String::stripTrailing))
                .containsExactly(
                        "",
                        "  page       http://localhost:8123/",
                        "  subscribe  curl -N http://localhost:8123/events/count",
                        "  publish    off; --dev lets anybody publish, for development",
                        "  admin      curl http://127.0.0.1:8124/metrics",
                        "  topics     news/** kept: 5 events, 1h, 16MiB",
                        "             others kept: 1000 events, 1h, 16MiB",
                        "  sources    tick (counter) on count",
                        "  plugins    odd.jar REFUSED: it has no service entry",
                        "  config     crier.yaml");
    }

    @Test
    @DisplayName("says how to publish where a key verifies tokens")
    void token() {
        HubConfig config = HubConfig.defaults();
        assertThat(banner(config.withAuth(config.auth().withJwks("keys.json")), Plugins.NONE))
                .contains(
                        "  publish    curl -d hello -H \"Authorization: Bearer $TOKEN\" http://localhost:8123/events/");
    }

    @Test
    @DisplayName("warns of development mode")
    void dev() {
        assertThat(banner(HubConfig.defaults().withDev(true), Plugins.NONE))
                .contains("  publish    curl -d hello http://localhost:8123/events/greetings")
                .contains("  WARNING: development mode. Anybody who can reach 0.0.0.0:8123 may publish.");
    }

    @Test
    @DisplayName("doesn't say that anybody may publish where that takes a token, in development too")
    void devWithToken() {
        HubConfig config = HubConfig.defaults().withDev(true);

        AuthConfig auth = config.auth().withJwks("keys.json").withPublish(AuthConfig.Access.TOKEN);

        assertThat(banner(config.withAuth(auth), Plugins.NONE)).doesNotContain("WARNING", "curl -d hello http");
    }

    @ParameterizedTest
    @DisplayName("shows an address that can be opened")
    @CsvSource({
        "0.0.0.0, http://localhost:8123/",
        "'::', http://localhost:8123/",
        "127.0.0.1, http://127.0.0.1:8123/",
        "'::1', http://[::1]:8123/",
        "hub.example, http://hub.example:8123/"
    })
    void address(String host, String url) {
        HubConfig config = HubConfig.defaults();

        assertThat(banner(config.withServer(config.server().withHost(host)), Plugins.NONE))
                .contains("  page       " + url + System.lineSeparator());
    }

    @Test
    @DisplayName("shows no control character that a name or a reason holds")
    void printable() {
        Plugins plugins =
                new Plugins(List.of(), List.of(new Plugins.Refused(Path.of("plugins/a\u001b[2J.jar"), "why\u0007")));

        assertThat(banner(HubConfig.defaults(), plugins)).contains("aU+001B[2J.jar REFUSED: whyU+0007");
    }

    private static String banner(HubConfig config, Plugins plugins) {
        return Banner.of(
                new LoadedConfig(config, SourceCatalog.of(List.of()), plugins, "crier.yaml", List.of(), ""),
                8123,
                8124);
    }
}
