package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.Topic;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RssSettingsTest {

    @Test
    void onlyTopicAndUrlMustBeSaid() {
        RssSettings settings = Settings.bind(
                JsonNodeFactory.instance.objectNode().put("topic", "news/demo").put("url", "https://a.example/feed"),
                RssSettings.class);

        assertThat(settings.topic()).isEqualTo(Topic.of("news/demo"));
        assertThat(settings.every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.initial()).isEqualTo(10);
        assertThat(settings.allowPrivate()).isEqualTo(AllowPrivate.NONE);
        assertThat(settings.maxBytes()).isEqualTo(ByteSize.ofMebibytes(4));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxRedirects()).isEqualTo(5);
        assertThat(settings.sentUserAgent()).startsWith("Crier");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "url | ftp://a.example/ | is no address of http or https, such as https://example.org/feed.xml",
                "url | a.example/feed | or a path of this hub's own, such as /demo/feed.xml",
                "url | http://user:pw@a.example/ | user names aren't supported",
                "url | https://a.example:99999/ | the port 99999 is out of range",
                "topic | hub/news | is 'hub/news', which is the hub's own",
                "every | 10ms | is 10ms; expected 1s to 365d",
                "initial | 1001 | is 1001; expected 0 to 1000",
                "initial | -1 | is -1; expected 0 to 1000",
                "max-bytes | 1B | is 1B; expected 1KiB to 64MiB",
                "max-bytes | 1GiB | is 1GiB; expected 1KiB to 64MiB",
                "timeout | 1ms | is 1ms; expected 100ms to 5m",
                "max-redirects | 21 | is 21; expected 0 to 20",
                "user-agent | Grüße | must be 1 to 200 printable characters of ASCII",
                "allow-private | 10.0.0.0/40 | '10.0.0.0/40' is no block of addresses; expected one such as 10.0.0.0/8",
                "allow-private | maybe not | expected true, false, or a list of hosts and blocks",
            })
    void aValueThatCantBeIsRefusedWithWhatIsExpected(String key, String value, String expected) {
        String url = key.equals("url") ? value : "https://a.example/feed";

        assertThatThrownBy(() -> TestSettings.of(url, key, value))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(expected);
    }

    @Test
    void theDocumentationNamesEveryKeyWithItsDefault() throws Exception {
        String documentation = Files.readString(Path.of("../docs/rss.md"));

        for (Settings.Key key : Settings.keys(RssSettings.class)) {
            assertThat(documentation)
                    .contains("    " + key.name() + ": "
                            + key.byDefault().map(JsonNode::asText).orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"true\""})
    void allAddressesCanBeAllowed(String written) throws Exception {
        assertThat(allowPrivate(written).allows("h", InetAddress.getLoopbackAddress()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "\"false\"", "[]", "null", "\"\""})
    void noneIsAllowedByDefault(String written) throws Exception {
        assertThat(allowPrivate(written)).isEqualTo(AllowPrivate.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"feeds.internal\", \"127.0.0.0/8\"]", "\"feeds.internal, 127.0.0.0/8\""})
    void aListCanBeAllowed(String written) throws Exception {
        AllowPrivate allowed = allowPrivate(written);

        assertThat(allowed).hasToString("feeds.internal,127.0.0.0/8");
        assertThat(allowed.allows("any", InetAddress.getLoopbackAddress())).isTrue();
        assertThat(allowed.allows("any", InetAddress.getByAddress(new byte[] {10, 0, 0, 1})))
                .isFalse();
        assertThat(allowed.allows("feeds.internal", InetAddress.getByAddress(new byte[] {10, 0, 0, 1})))
                .isTrue();
    }

    private static AllowPrivate allowPrivate(String written) throws Exception {
        String json = "{\"topic\": \"t\", \"url\": \"/feed\", \"allow-private\": " + written + "}";
        return Settings.bind(new ObjectMapper().readTree(json), RssSettings.class)
                .allowPrivate();
    }
}
