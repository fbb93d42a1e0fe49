package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedReaderTest {

    @Test
    void rss20IsReadWithItsModules() {
        Feed feed = Feeds.read("rss-2.0.xml");

        assertThat(feed.title()).isEqualTo("Harbour Gazette & Tide Times");
        assertThat(feed.problems()).isEmpty();
        assertThat(feed.items())
                .containsExactly(
                        new FeedItem(
                                "tag:gazette.example,2026:ferry",
                                "https://gazette.example/2026/03/ferry?ref=rss&page=1",
                                "Ferry \"Sankta Lucia\" is back in service",
                                "After three weeks in dock, the ferry sails again — twice a day.",
                                at("2026-03-03T09:00:00Z"),
                                "Ines Moreau",
                                List.of("Ferries", "Crews & ships")),
                        new FeedItem(
                                "https://gazette.example/2026/03/crane",
                                "https://gazette.example/2026/03/crane",
                                "Crane AT&T moved 5 < 6 times",
                                "The crane was moved & parked.",
                                at("2026-03-03T07:30:00Z"),
                                "Night desk",
                                List.of()),
                        new FeedItem(
                                "https://gazette.example/tides/62",
                                "https://gazette.example/tides/62",
                                "Tide table: 1.2 m & rising",
                                "High 04:10",
                                at("2026-03-03T04:15:00Z"),
                                "",
                                List.of()));
    }

    @Test
    void rss20SaysHowOftenItWantsToBeRead() {
        assertThat(Feeds.read("rss-2.0.xml").pace())
                .isEqualTo(Pace.of(Duration.ofHours(1), List.of(2, 3), List.of(DayOfWeek.SUNDAY)));
    }

    @Test
    void rss091IsReadAndItsDoctypeIsNoProblem() {
        Feed feed = Feeds.read("rss-0.91.xml");

        assertThat(feed.title()).isEqualTo("Lighthouse log");
        assertThat(feed.problems()).isEmpty();
        assertThat(feed.items()).extracting(FeedItem::title).containsExactly("Lamp changed", "Fog signal tested");
        assertThat(feed.items())
                .extracting(FeedItem::identity)
                .containsExactly("http://lighthouse.example/log/2", "http://lighthouse.example/log/1");
    }

    @Test
    void rss092MayHaveItemsThatAreOnlyAText() {
        Feed feed = Feeds.read("rss-0.92.xml");

        assertThat(feed.items())
                .extracting(FeedItem::title, FeedItem::summary, FeedItem::categories)
                .containsExactly(
                        tuple("", "Buoy 7 has a new light.", List.of()),
                        tuple("Buoy 6 drifted", "Found again at noon.", List.of("drift")));
    }

    @Test
    void rss10IsReadWithDublinCore() {
        Feed feed = Feeds.read("rss-1.0.rdf");

        assertThat(feed.title()).isEqualTo("New papers");
        assertThat(feed.pace().interval()).isEqualTo(Duration.ofDays(1));
        assertThat(feed.items())
                .containsExactly(
                        new FeedItem(
                                "https://papers.example/2026.0002",
                                "https://papers.example/2026.0002",
                                "On the drift of buoys",
                                "We measure it.",
                                at("2026-03-02T08:00:00Z"),
                                "A. Okafor",
                                List.of("oceanography")),
                        new FeedItem(
                                "https://papers.example/2026.0001",
                                "https://papers.example/2026.0001",
                                "Tides, revisited",
                                "",
                                at("2026-03-01T00:00:00Z"),
                                "",
                                List.of()));
    }

    @Test
    void atom10IsReadWithItsTextTypesItsLinksAndItsBase() {
        Feed feed = Feeds.read("atom-1.0.xml");

        assertThat(feed.title()).isEqualTo("Rope & Anchor blog");
        assertThat(feed.problems()).isEmpty();
        assertThat(feed.items())
                .containsExactly(
                        new FeedItem(
                                "tag:blog.example,2026:bowline",
                                "https://blog.example/en/2026/bowline",
                                "How to tie a bowline",
                                "Over, under, and 3 < 4 turns",
                                at("2026-03-04T09:59:59.500Z"),
                                "Yuki Tan",
                                List.of("Knots & hitches", "howto")),
                        new FeedItem(
                                "tag:blog.example,2026:plain",
                                "https://blog.example/de/plain",
                                "Plain <text> stays",
                                "First. Second été.",
                                at("2026-03-03T08:00:00Z"),
                                "Rope & Anchor staff",
                                List.of()));
    }

    @Test
    void atom03IsRead() {
        assertThat(Feeds.read("atom-0.3.xml").items())
                .containsExactly(new FeedItem(
                        "tag:workshop.example,2005:2",
                        "http://workshop.example/2",
                        "Glue & clamps",
                        "Twelve hours are enough.",
                        at("2005-06-01T09:00:00Z"),
                        "Piet",
                        List.of()));
    }

    @Test
    void prefixesAreReadByTheirNamespaceAndOtherVocabulariesAreNot() {
        Feed feed = Feeds.read("atom-prefixed.xml");

        assertThat(feed.title()).isEqualTo("Channel of boats");
        assertThat(feed.items())
                .containsExactly(new FeedItem(
                        "yt:video:abc",
                        "https://video.example/watch?v=abc",
                        "A boat",
                        "",
                        at("2026-03-01T00:00:00Z"),
                        "Boats",
                        List.of()));
    }

    @Test
    void jsonFeed11IsRead() {
        Feed feed = Feeds.read("json-feed-1.1.json");

        assertThat(feed.title()).isEqualTo("Signal box");
        assertThat(feed.items())
                .containsExactly(
                        new FeedItem(
                                "https://signals.example/notes/2",
                                "https://served.example/notes/2",
                                "Points & frogs",
                                "Points were greased.",
                                at("2026-03-04T11:00:00Z"),
                                "Lena, Omar",
                                List.of("points", "grease")),
                        new FeedItem(
                                "1",
                                "https://elsewhere.example/semaphore",
                                "",
                                "A semaphore, 2 < 3 & all.",
                                at("2026-03-03T06:00:00Z"),
                                "The signal box",
                                List.of()),
                        new FeedItem(
                                "",
                                "https://signals.example/notes/0",
                                "",
                                "No id here",
                                Optional.empty(),
                                "The signal box",
                                List.of()));
    }

    @Test
    void jsonFeed10IsRead() {
        assertThat(Feeds.read("json-feed-1.0.json").items())
                .extracting(FeedItem::author, FeedItem::title)
                .containsExactly(tuple("Night shift", "First light"));
    }

    @Test
    void jsonThatBreaksOffGivesTheItemsBeforeTheBreak() {
        Feed feed = Feeds.parse("{\"items\": [{\"id\": \"1\", \"title\": \"One\"}, {\"id\": \"2\", \"title\": \"Tw");

        assertThat(feed.items()).extracting(FeedItem::title).containsExactly("One");
        assertThat(feed.problems()).singleElement().asString().contains("broken JSON", "line 1");
    }

    @Test
    void aPodcastsItemNeedsNoPage() {
        FeedItem episode = Feeds.read("podcast.xml").items().get(0);

        assertThat(episode.title()).isEqualTo("12: The quiet ones");
        assertThat(episode.summary()).isEqualTo("Whales that don't sing.");
        assertThat(episode.guid()).isEqualTo("6a1f9a2e-12");
        assertThat(episode.link()).isEmpty();
        assertThat(episode.published()).isEqualTo(at("2026-03-04T05:00:00Z"));
    }

    @Test
    void htmlsNamedEntitiesAreReadAndNoProblem() {
        Feed feed = Feeds.read("html-entities.xml");

        assertThat(feed.problems()).isEmpty();
        assertThat(feed.title()).isEqualTo("Café du port");
        assertThat(feed.items().get(0).title()).isEqualTo("Menu : crème brûlée & café");
        assertThat(feed.items().get(0).summary()).isEqualTo("5 € … jusqu’à midi");
        assertThat(feed.items().get(0).link()).isEqualTo("https://cafe.example/menu?jour=lundi&table=2");
    }

    @Test
    void whatIsBrokenInTheMiddleDoesNotCostTheRestAndIsReportedWithItsPlace() {
        Feed feed = Feeds.read("unescaped-ampersands.xml");

        assertThat(feed.title()).isEqualTo("Fish & Chips news");
        assertThat(feed.items())
                .extracting(FeedItem::title)
                .containsExactly("Cod & haddock", "R&D of batter explained", "Last & oldest");
        assertThat(feed.items().get(0).link()).isEqualTo("https://fish.example/?id=3&lang=en");
        assertThat(feed.problems()).singleElement().asString().contains("not well-formed", "line 4");
    }

    @Test
    void anItemThatTheDocumentEndsInTheMiddleOfIsLeftOutAndReported() {
        Feed feed = Feeds.read("truncated.xml");

        assertThat(feed.items()).extracting(FeedItem::title).containsExactly("Whole");
        assertThat(feed.problems()).hasSize(2).last().asString().contains("cut off");
    }

    @Test
    void prefixesThatNobodyDeclaredMeanWhatTheyUsuallyDo() {
        Feed feed = Feeds.read("undeclared-prefixes.xml");

        FeedItem item = feed.items().get(0);
        assertThat(item.title()).isEqualTo("No namespace was declared");
        assertThat(item.author()).isEqualTo("Somebody");
        assertThat(item.summary()).isEqualTo("Still read.");
        assertThat(item.published()).isEqualTo(at("2026-03-01T00:00:00Z"));
        assertThat(feed.problems()).singleElement().asString().contains("not well-formed", "line 8");
    }

    @Test
    void linksAreAbsoluteAndOfHttpOrLeftOut() {
        assertThat(Feeds.read("relative-links.xml").items())
                .extracting(FeedItem::link)
                .containsExactly(
                        "https://relative.example/a%20b",
                        "https://relative.example/site/news/1",
                        "",
                        "https://cdn.relative.example/x",
                        "https://relative.example/%C3%BCber?q=%C3%A4",
                        "https://relative.example/p/6",
                        "");
    }

    @Test
    void valuesThatCantBeAreIgnored() {
        Feed feed = Feeds.read("silly-values.xml");

        assertThat(feed.items()).hasSize(2);
        assertThat(feed.items().get(0).published()).isEmpty();
        assertThat(feed.items().get(1).published()).isEqualTo(at("2026-03-04T05:00:00Z"));
        assertThat(feed.pace()).isEqualTo(Pace.of(Duration.ZERO, List.of(0), List.of()));
    }

    @Test
    void leadingWhitespaceIsNoProblemAndOtherTextBeforeTheFeedIsReported() {
        assertThat(Feeds.parse("\n\n  " + Feeds.rss(1)).problems()).isEmpty();

        Feed noisy = Feeds.parse("Warning: on line 3\n" + Feeds.rss(1));
        assertThat(noisy.items()).hasSize(1);
        assertThat(noisy.problems()).hasSize(1);
    }

    @Test
    void aPageIsNamedAsWhatItIs() {
        assertThatThrownBy(() -> Feeds.read("page.html"))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("no feed")
                .hasMessageContaining("<html>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  \n", "just text", "{}", "{\"items\": 3}", "[1]", "<?xml version='1.0'?>", "\u0000\u0001"})
    void whatIsNoFeedIsRefusedInWords(String document) {
        assertThatThrownBy(() -> Feeds.parse(document))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("it is ");
    }

    private static Optional<Instant> at(String time) {
        return Optional.of(Instant.parse(time));
    }
}
