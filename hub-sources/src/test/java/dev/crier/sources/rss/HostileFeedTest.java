package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.crier.core.Topic;
import dev.crier.core.settings.ByteSize;
import dev.crier.sources.rss.TestContext.TestState;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds made to do harm: whoever configures an address trusts its owner with text, and with nothing else. */
@ExtendWith(VertxExtension.class)
class HostileFeedTest {

    private static final int MANY = 200_000;

    private Vertx vertx;

    @BeforeEach
    void begin(Vertx ofThisTest) {
        vertx = ofThisTest;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE rss SYSTEM \"%s/dtd\">",
                "<!DOCTYPE rss PUBLIC \"-//Any//Thing//EN\" \"%s/dtd\">",
                "<!DOCTYPE rss [<!ENTITY trap SYSTEM \"%s/entity\">]>",
                "<!DOCTYPE rss [<!ENTITY %% load SYSTEM \"%s/parameter\"> %%load;]>",
                "<?xml-stylesheet href=\"%s/style\"?><!DOCTYPE rss [<!ENTITY trap SYSTEM \"%s/entity\">]>",
            })
    void nothingOutsideOfTheDocumentIsEverAskedFor(String doctype) {
        TestServer server = new TestServer(vertx);
        String feed = doctype.replace("%s", server.url("")).replace("%%", "%")
                + "<rss version=\"2.0\" xmlns:xi=\"http://www.w3.org/2001/XInclude\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xsi:schemaLocation=\"x " + server.url("/schema") + "\">"
                + "<channel><xi:include href=\"" + server.url("/include") + "\"/>"
                + "<item><title>Safe &trap; and sound</title></item></channel></rss>";
        server.serve("/feed", feed);
        TestContext context = new TestContext(vertx, new TestState()).start(TestSettings.local(server.url("/feed")));

        context.poll();

        assertThat(context.titles())
                .singleElement()
                .asString()
                .startsWith("Safe ")
                .endsWith(" and sound");
        assertThat(server.asked).extracting(TestServer.Asked::path).containsExactly("/feed");
    }

    @Test
    void aFileIsNeverRead(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "the-secret");
        Feed feed = Feeds.parse("<!DOCTYPE rss [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                + "<rss><channel><title>&x;</title><item><title>&x;</title></item></channel></rss>");

        assertThat(feed.toString()).doesNotContain("the-secret");
    }

    @Test
    @Timeout(180)
    void entitiesAreNotExpanded() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE rss [<!ENTITY l0 \"lol\">");
        for (int i = 1; i <= 30; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        laughs.append("]><rss><channel><item><title>Ha &l30;</title></item></channel></rss>");

        Feed feed = Feeds.parse(laughs.toString());

        assertThat(feed.items().get(0).title()).isEqualTo("Ha &l30;");
        assertThat(feed.problems()).singleElement().asString().contains("&l30;", "unknown");
    }

    @ParameterizedTest
    @Timeout(180)
    @ValueSource(
            strings = {
                "<a>",
                "</a>",
                "<item>",
                "<a:b>",
                "<![CDATA[",
                "<!--",
                "<?x ",
                "&",
                "&amp;",
                "<",
                "<a b='",
                " xmlns:q='u'",
                "<!DOCTYPE x [",
                "<item><title>",
                "]]>",
                "<item/>",
                "<rss>",
                "<x xmlns='y'>"
            })
    void whateverRepeatsEndsSoon(String piece) {
        String document = "<rss><channel>" + piece.repeat(MANY / piece.length()) + "<item><title>x</title></item>";

        assertThatCode(() -> Feeds.parse(document)).doesNotThrowAnyException();
    }

    @Test
    void ofTagsWithoutNumberTheFirstAreRead() {
        Feed feed = Feeds.parse(Feeds.channel(
                "<item><title>x</title></item>" + "<a/>".repeat(400_000) + "<item><title>y</title></item>"));

        assertThat(feed.items()).extracting(FeedItem::title).containsExactly("x");
        assertThat(feed.problems()).contains("it has more than 300000 tags; what follows was left out");
    }

    @Test
    @Timeout(180)
    void attributesAndNamespacesWithoutNumberEndSoon() {
        StringBuilder document = new StringBuilder("<rss>");
        for (int element = 0; element < 200; element++) {
            document.append("<e");
            for (int i = 0; i < 400; i++) {
                document.append(" xmlns:n")
                        .append(element * 1_000 + i)
                        .append("='u' a")
                        .append(i)
                        .append("=''");
            }
            document.append('>');
        }
        document.append("<n:a/>".repeat(100_000));

        assertThatCode(() -> Feeds.parse(document.toString())).doesNotThrowAnyException();
    }

    @Test
    @Timeout(180)
    void htmlThatNestsWithoutEndEndsSoon() {
        String nested = "&lt;table&gt;&lt;td&gt;&lt;b&gt;&lt;div&gt;".repeat(20_000);

        Feed feed = Feeds.parse(Feeds.channel("<item><title>" + nested + "x</title><description>" + nested
                + "</description><guid>g</guid><link>http://h/</link></item>"));

        assertThat(feed.items()).hasSize(1);
    }

    @Test
    @Timeout(180)
    void jsonThatNestsWithoutEndIsRefused() {
        assertThatCode(() -> Feeds.parse("{\"items\": [" + "[".repeat(MANY))).doesNotThrowAnyException();
        assertThatCode(() -> Feeds.parse("{\"items\": [" + "{\"a\":".repeat(MANY)))
                .doesNotThrowAnyException();
    }

    /** Pairs of letters of which each makes the same hash, so that any combination of them does. */
    private static String collidingMembers(int bits) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 1 << bits; i++) {
            members.append('"');
            for (int bit = 0; bit < bits; bit++) {
                members.append((i >> bit & 1) == 0 ? "ab" : "bA");
            }
            members.append("\":0,");
        }
        return members.toString();
    }

    @Test
    void namesOfJsonThatCollideDoNotSpoilAFeed() {
        Feed feed = Feeds.parse(
                "{" + collidingMembers(12) + "\"items\":[{" + collidingMembers(12) + "\"id\":\"1\",\"title\":\"x\"}]}");

        assertThat(feed.problems()).isEmpty();
        assertThat(feed.items()).extracting(FeedItem::title).containsExactly("x");
    }

    @Test
    void ofJsonOnlyWhatAFeedIsMadeOfIsKept() {
        Feed feed = Feeds.parse("{\"x\":[" + "[],".repeat(MANY) + "0],\"items\":[" + "[],".repeat(MANY)
                + "{\"id\":\"1\",\"title\":\"x\"}]}");

        assertThat(feed.items()).hasSize(1);
        Feed many = Feeds.parse("{\"items\":[" + "{\"title\":\"x\"},".repeat(FeedReader.MOST_ITEMS + 2) + "0]}");
        assertThat(many.items()).hasSize(FeedReader.MOST_ITEMS);
        assertThat(many.problems()).containsExactly("it has 10002 items; all after the first 10000 were left out");
    }

    @Test
    void numbersAndTextsOfJsonAreAnyLengthAndNamesMayRepeat() {
        assertThatCode(() -> Feeds.parse("{\"items\":[{\"id\":" + "9".repeat(MANY) + "}]}"))
                .doesNotThrowAnyException();
        Feed feed = Feeds.parse("{\"items\":[{\"id\":1e999999999,\"title\":\"" + "x".repeat(MANY)
                + "\",\"title\":\"last\"}],\"title\":\"a\",\"title\":\"b\"}");

        assertThat(feed.title()).isEqualTo("b");
        assertThat(feed.items()).singleElement().extracting(FeedItem::title).isEqualTo("last");
    }

    @Test
    void textsHaveBounds() {
        String huge = "word ".repeat(50_000);
        FeedItem item = Feeds.parse(Feeds.channel("<item><title>" + huge + "</title><description>" + huge
                        + "</description><author>" + huge + "</author><guid>" + huge + "</guid>"
                        + ("<category>" + huge + "</category>").repeat(3) + "</item>"))
                .items()
                .get(0);

        assertThat(item.title()).hasSizeLessThanOrEqualTo(Lengths.TITLE + 1).endsWith("…");
        assertThat(item.summary()).hasSizeLessThanOrEqualTo(Lengths.SUMMARY + 1).endsWith("…");
        assertThat(item.author()).hasSizeLessThanOrEqualTo(Lengths.AUTHOR + 1);
        assertThat(item.identity()).startsWith("sha256:");
        assertThat(item.categories()).hasSize(1);
    }

    @Property(tries = 300)
    void aMutatedFeedIsReadOrRefusedInWords(
            @ForAll("feeds") String name, @ForAll long seed, @ForAll("mutations") int mutations) {
        byte[] document = mutated(Feeds.bytes(name), new Random(seed), mutations);

        readOrRefuse(document);
    }

    @Property(tries = 200)
    void aFeedCutAnywhereIsReadOrRefusedInWords(@ForAll("feeds") String name, @ForAll("shares") double share) {
        byte[] whole = Feeds.bytes(name);
        byte[] cut = Arrays.copyOf(whole, (int) (whole.length * share));

        readOrRefuse(cut);
    }

    @Property(tries = 200)
    void whatIsReadOfACutFeedIsInTheWholeOneToo(@ForAll("wholeFeeds") String name, @ForAll("shares") double share) {
        String whole = Feeds.text(name);
        Feed expected = Feeds.read(name);
        String cut = whole.substring(0, (int) (whole.length() * share));
        try {
            assertThat(expected.items())
                    .extracting(FeedItem::identity)
                    .containsAll(Feeds.parse(cut).items().stream()
                            .map(FeedItem::identity)
                            .toList());
        } catch (FeedException nothingToRead) {
            assertThat(nothingToRead).hasMessageStartingWith("it is ");
        }
    }

    private static void readOrRefuse(byte[] document) {
        Answer answer = new Answer(
                200, Feeds.FROM, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(document), Optional.empty());
        try {
            Feed feed = FeedReader.read(answer, ByteSize.ofMebibytes(4));
            ItemEvents events = new ItemEvents(Topic.of("news/x"), "source/x");
            feed.items().forEach(item -> {
                assertThat(item.identity()).isNotEmpty();
                assertThat(events.draft(item, feed.title()).data()).startsWith("{");
            });
        } catch (FeedException refused) {
            assertThat(refused).hasMessageContaining("it is ");
        }
    }

    private static byte[] mutated(byte[] original, Random random, int mutations) {
        byte[] document = original.clone();
        byte[] marks = "<>&;/\"'=![]{}:\0\u00ff\u00ed\u00a0 ".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < mutations; i++) {
            int at = random.nextInt(document.length);
            int length = Math.min(random.nextInt(60), document.length - at);
            switch (random.nextInt(4)) {
                case 0 -> document[at] = marks[random.nextInt(marks.length)];
                case 1 ->
                    System.arraycopy(document, random.nextInt(document.length - length + 1), document, at, length);
                case 2 -> document[at] = (byte) random.nextInt();
                default -> Arrays.fill(document, at, at + length, marks[random.nextInt(marks.length)]);
            }
        }
        return document;
    }

    @Provide
    Arbitrary<String> feeds() {
        return Arbitraries.of(Feeds.NAMES);
    }

    @Provide
    Arbitrary<String> wholeFeeds() {
        return Arbitraries.of("rss-2.0.xml", "atom-1.0.xml", "rss-1.0.rdf", "json-feed-1.1.json", "podcast.xml");
    }

    @Provide
    Arbitrary<Integer> mutations() {
        return Arbitraries.integers().between(1, 30);
    }

    @Provide
    Arbitrary<Double> shares() {
        return Arbitraries.doubles().between(0, 1);
    }
}
