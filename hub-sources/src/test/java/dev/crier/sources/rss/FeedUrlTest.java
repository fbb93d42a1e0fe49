package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.example, http://a.example/",
        "HTTPS://A.Example:443/X, https://a.example/X",
        "http://a.example:8080?q=1, http://a.example:8080/?q=1",
        "' https://a.example/a b ', https://a.example/a%20b",
        "https://bücher.example/ü?ä=ö#ß, https://xn--bcher-kva.example/%C3%BC?%C3%A4=%C3%B6#%C3%9F",
        "https://a.example/%7Ex%zz, https://a.example/%7Ex%zz",
        "http://[2001:DB8::1]:81/, http://[2001:db8::1]:81/",
        "http://a.example/b/./c/../d, http://a.example/b/d",
        "http://a.example/../../x, http://a.example/x",
        "http://a.example/b/.., http://a.example/",
        "http://a_b.example./, http://a_b.example./",
        "http://a.example\\@b.example/, http://a.example/%5C@b.example/",
    })
    void anAddressIsReadAsPeopleWriteIt(String written, String read) {
        assertThat(FeedUrl.of(written)).hasToString(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example",
                "/feed",
                "//a.example/",
                "ftp://a.example/",
                "http:/a.example",
                "http://",
                "http:///x",
                "http://a b/",
                "http://user@a.example/",
                "http://user:pw@a.example/",
                "http://a.example:0/",
                "http://a.example:65536/",
                "http://a.example:x/",
                "http://a..example/",
                "http://-a.example/",
                "http://[::1/",
                "http://[2001:db82:1]:8/",
                "http://[fe80::1%25eth0]/",
                "http://a%2eexample/",
            })
    void whatIsNoAddressIsRefused(String written) {
        assertThatThrownBy(() -> FeedUrl.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*( is no |out of range).*");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/feed?key=SECRET#SECRET, https://a.example/feed",
        "https://a.example/feed#SECRET, https://a.example/feed",
        "https://a.example/@somebody/feed, https://a.example/@somebody/feed",
    })
    void peopleAreShownAnAddressWithoutItsSecrets(String written, String shown) {
        assertThat(FeedUrl.of(written).shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:SECRET@a.example/",
                "http://SECRET@a.example/?key=SECRET",
                "ftp://user:SECRET@a.example/feed?key=SECRET#SECRET",
                "a.example/feed?key=SECRET",
                "https://a..example/feed?key=SECRET"
            })
    void whatIsRefusedIsShownWithoutItsSecrets(String written) {
        assertThatThrownBy(() -> FeedUrl.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.")
                .hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "x, http://a.example/b/x",
        "./x, http://a.example/b/x",
        "../x, http://a.example/x",
        "../../x, http://a.example/x",
        "/x, http://a.example/x",
        "'', http://a.example/b/c?q=1",
        "?r=2, http://a.example/b/c?r=2",
        "#f, http://a.example/b/c?q=1#f",
        "//c.example/x, http://c.example/x",
        "https://c.example, https://c.example/",
        "x:y, ",
        "javascript:alert(1), ",
        "data:text/html;x, ",
        "http://, ",
        "x?y=/../z, http://a.example/b/x?y=/../z",
    })
    void aReferenceIsResolvedOrLeftOut(String reference, String resolved) {
        FeedUrl base = FeedUrl.of("http://a.example/b/c?q=1");

        assertThat(base.resolve(reference).map(FeedUrl::toString).orElse(null)).isEqualTo(resolved);
    }

    @Test
    void theHostHeaderNamesThePortOnlyIfItIsUnusual() {
        assertThat(FeedUrl.of("https://a.example:443/").authority()).isEqualTo("a.example");
        assertThat(FeedUrl.of("https://a.example:80/").authority()).isEqualTo("a.example:80");
    }
}
