package dev.crier.sources.rss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands where an address should, in the configuration or in a redirect: it is refused, or others read it as the
 * same host and port. Where two readers see two hosts, the one that was judged isn't the one that is talked to.
 */
class FeedUrlFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "http://a.example/b?c#d",
                        "HTTPS://[2001:DB8::1]:81/../x",
                        "http://user:pw@a.example/",
                        "http://a.example\\@b.example/",
                        "http://a.example#@b.example/",
                        "http://a.example?@b.example/",
                        "//b.example/x",
                        "../../\u00fc?\u00e4",
                        "http://b\u00fccher.example/",
                        "http://127.0.0.1%00.example/",
                        "http://\uff11\uff12\uff17.0.0.1/",
                        "http://a.example:/\r\nHost: b",
                        "http://0x7f000001/",
                        "http://0177.0.0.1./")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void an_address_is_refused_or_means_the_same_to_everybody(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        Optional<FeedUrl> read;
        try {
            read = Optional.of(FeedUrl.of(text));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).message().doesNotContainPattern("\\p{Cc}");
            read = Optional.empty();
        }
        read.ifPresent(FeedUrlFuzzTest::isUnambiguous);
        Feeds.FROM.resolve(text).ifPresent(FeedUrlFuzzTest::isUnambiguous);
    }

    private static void isUnambiguous(FeedUrl url) {
        String written = url.toString();
        assertThat(FeedUrl.of(written)).isEqualTo(url);
        assertThat(url.host()).matches("[a-z0-9_.-]+|\\[[0-9a-f:.]+]");
        assertThat(url.port()).isBetween(1, 65_535);
        assertThat(url.target()).startsWith("/").matches("[!-~]+");
        assertThat(written).matches("https?://[!-~]+");
        assertThat(URI.create("http://" + url.authority() + "/").getRawAuthority())
                .isEqualTo(url.authority());
    }
}
