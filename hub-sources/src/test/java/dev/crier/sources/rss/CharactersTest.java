package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharactersTest {

    private static final String TITLE = "Żółć — été 日本";
    private static final String WESTERN = "Été – “cœur”";

    private static String feed(String declaration, String title) {
        return declaration + "<rss version=\"2.0\"><channel><item><title>" + title + "</title></item></channel></rss>";
    }

    private static String title(byte[] document, String contentType) {
        return FeedReader.read(document, contentType, Feeds.FROM).items().get(0).title();
    }

    private static String declared(String encoding) {
        return "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>\n";
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void aByteOrderMarkCountsMost(String charset) {
        byte[] document = ("\ufeff" + feed(declared("ISO-8859-1"), TITLE)).getBytes(Charset.forName(charset));

        assertThat(title(document, "text/xml; charset=windows-1252")).isEqualTo(TITLE);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "utf8"})
    void theHeaderCountsMoreThanTheDeclaration(String charset) {
        byte[] document = feed(declared("ISO-8859-2"), TITLE).getBytes(Charset.forName(charset));

        assertThat(title(document, "application/xml; charset=" + charset)).isEqualTo(TITLE);
    }

    @ParameterizedTest
    @CsvSource({"windows-1252", "ISO-8859-15", "windows-1250", "KOI8-R", "Shift_JIS", "EUC-JP", "Big5"})
    void theDeclarationCountsWhereNothingElseDoes(String charset) {
        String text = charset.contains("125") || charset.contains("8859") ? "café" : "日本 да";
        String sayable = new String(text.getBytes(Charset.forName(charset)), Charset.forName(charset));
        byte[] document = feed(declared(charset), sayable).getBytes(Charset.forName(charset));

        assertThat(title(document, "text/xml")).isEqualTo(sayable);
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1", "latin1", "US-ASCII", "windows-1252"})
    void westernEncodingsAreReadAsTheOneThatHoldsThemAll(String label) {
        byte[] document = feed(declared(label), WESTERN).getBytes(Charset.forName("windows-1252"));

        assertThat(title(document, "")).isEqualTo(WESTERN);
    }

    @Test
    void utf16NeedsNoMark() {
        assertThat(title(feed(declared("UTF-16"), TITLE).getBytes(StandardCharsets.UTF_16LE), ""))
                .isEqualTo(TITLE);
        assertThat(title(feed(declared("UTF-16"), TITLE).getBytes(StandardCharsets.UTF_16BE), ""))
                .isEqualTo(TITLE);
    }

    @Test
    void utf16ThatIsDeclaredInAsciiIsUtf8() {
        assertThat(title(feed(declared("UTF-16"), TITLE).getBytes(StandardCharsets.UTF_8), ""))
                .isEqualTo(TITLE);
    }

    @Test
    void whatIsCalledUtf8AndIsNoneIsWindows1252() {
        assertThat(title(feed(declared("UTF-8"), "Été").getBytes(Charset.forName("windows-1252")), ""))
                .isEqualTo("Été");
    }

    @Test
    void aSingleBadByteDoesNotSpoilTheRest() {
        byte[] document = feed(declared("UTF-8"), "été ?").getBytes(StandardCharsets.UTF_8);
        document[new String(document, StandardCharsets.ISO_8859_1).lastIndexOf('?')] = (byte) 0xff;

        assertThat(title(document, "")).isEqualTo("été \ufffd");
    }

    @ParameterizedTest
    @CsvSource({"no-such-charset", "'a b'", "''", "x-%%"})
    void anUnknownEncodingIsUtf8(String charset) {
        assertThat(title(feed("", TITLE).getBytes(StandardCharsets.UTF_8), "text/xml; charset=" + charset))
                .isEqualTo(TITLE);
    }

    @Test
    void jsonMayHaveAMark() {
        byte[] document = "\ufeff{\"items\": [{\"id\": \"1\", \"title\": \"é\"}]}".getBytes(StandardCharsets.UTF_8);

        assertThat(title(document, "application/feed+json")).isEqualTo("é");
    }
}
