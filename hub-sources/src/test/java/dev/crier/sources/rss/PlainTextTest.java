package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AT&amp;T | AT&T",
                "AT&T | AT&T",
                "a &amp;lt; b | a &lt; b",
                "5 < 6 > 4 | 5 < 6 > 4",
                "<p>one</p><p>two</p> | one two",
                "one<br>two | one two",
                "bow<em>line</em> | bowline",
                "x<script>alert(1)</script><style>b{}</style>y | x y",
                "&nbsp;a&nbsp;&nbsp;b | a b",
                "<img src=x alt=y> | ''",
                "<a href='javascript:x'>text | text",
                "&#128512;&#x1F600; | 😀😀",
            })
    void htmlBecomesOneLineOfText(String html, String text) {
        assertThat(PlainText.ofHtml(html, 100)).isEqualTo(text);
    }

    @Test
    void aTextIsCutBetweenCharactersAndSaysSo() {
        assertThat(PlainText.of("abcdef", 6)).isEqualTo("abcdef");
        assertThat(PlainText.of("abcdefg", 6)).isEqualTo("abcdef…");
        assertThat(PlainText.of("😀😀😀", 3)).isEqualTo("😀…");
    }

    @Property
    void everyTextCanBePublished(@ForAll @StringLength(max = 200) String text) {
        String plain = PlainText.of(text, 100);
        String html = PlainText.ofHtml("<p>" + text, 100);

        assertThat(plain).hasSizeLessThanOrEqualTo(101).doesNotContain("\n", "\r", "\0", "  ");
        assertThat(plain).isEqualTo(PlainText.of(plain, 101));
        EventDraft draft = EventDraft.of(Topic.of("t"), html).withKey(plain);
        assertThat(draft.key()).isEqualTo(plain);
    }
}
