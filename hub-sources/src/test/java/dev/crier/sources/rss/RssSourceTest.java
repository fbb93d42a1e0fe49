package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.PublishException;
import dev.crier.core.spi.EventSource;
import dev.crier.sources.rss.TestContext.TestState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RssSourceTest {

    private Vertx vertx;
    private final TestState state = new TestState();
    private TestServer server;

    @BeforeEach
    void listen(Vertx ofThisTest) {
        vertx = ofThisTest;
        server = new TestServer(vertx);
    }

    /** Settings of the test's one feed; more keys as name, value, name, value. */
    private RssSettings settings(String... keys) {
        return TestSettings.local(server.url("/feed"), keys);
    }

    private TestContext context() {
        return new TestContext(vertx, state);
    }

    @Test
    void anItemIsPublishedAsJsonUnderItsGuid() {
        server.serve("/feed", Feeds.text("rss-2.0.xml"));
        TestContext context = context().start(settings());

        context.poll();

        assertThat(context.items().get(2)).isEqualTo(new JsonObject("""
                        {"title": "Ferry \\"Sankta Lucia\\" is back in service",
                         "link": "https://gazette.example/2026/03/ferry?ref=rss&page=1",
                         "summary": "After three weeks in dock, the ferry sails again — twice a day.",
                         "published": "2026-03-03T09:00:00Z",
                         "author": "Ines Moreau",
                         "categories": ["Ferries", "Crews & ships"],
                         "feed": "Harbour Gazette & Tide Times",
                         "guid": "tag:gazette.example,2026:ferry"}"""));
        assertThat(context.published.get(2).topic().path()).isEqualTo("news/demo");
        assertThat(context.published.get(2).key()).isEqualTo("tag:gazette.example,2026:ferry");
        assertThat(context.published.get(2).idempotency().present()).isTrue();
        assertThat(context.degraded).isEmpty();
    }

    @Test
    void whatAnItemDoesNotSayIsLeftOut() {
        server.serve("/feed", "<rss version='2.0'><channel><item><title>Only this</title></item></channel></rss>");
        TestContext context = context().start(settings());

        context.poll();

        assertThat(context.items().get(0).fieldNames()).containsExactly("title", "guid");
        assertThat(context.published.get(0).key()).startsWith("sha256:");
    }

    @Test
    void aGuidThatCanBeNoKeyIsHashedThere() {
        String guid = "g".repeat(300);
        server.serve("/feed", Feeds.channel("<item><title>Long</title><guid>" + guid + "</guid></item>"));
        TestContext context = context().start(settings());

        context.poll();

        assertThat(context.published.get(0).key()).startsWith("sha256:").hasSizeLessThan(40);
        assertThat(context.items().get(0).getString("guid")).isEqualTo(guid);
    }

    @Test
    void aFirstReadPublishesTheNewestItemsOldestFirst() {
        server.serve("/feed", Feeds.rss(5, 4, 3, 2, 1));
        TestContext context = context().start(settings("initial", "3"));

        context.poll();

        assertThat(context.titles()).containsExactly("Item 3", "Item 4", "Item 5");
    }

    @Test
    void theNewestItemsAreKnownByTheirDatesWhereverTheyStand() {
        server.serve(
                "/feed",
                Feeds.channel(dated("old", "01 Mar 2026") + dated("new", "03 Mar 2026") + dated("mid", "02 Mar 2026")));
        TestContext context = context().start(settings("initial", "2"));

        context.poll();

        assertThat(context.titles()).containsExactly("mid", "new");
    }

    private static String dated(String name, String date) {
        return "<item><title>" + name + "</title><guid>" + name + "</guid><pubDate>" + date
                + " 10:00:00 GMT</pubDate></item>";
    }

    @Test
    void laterReadsPublishWhatIsNewAndNothingTwice() {
        server.serve("/feed", Feeds.rss(2, 1));
        TestContext context = context().start(settings("initial", "1"));
        context.poll();
        assertThat(context.takeTitles()).containsExactly("Item 2");

        server.serve("/feed", Feeds.rss(4, 3, 2, 1));
        context.poll();
        assertThat(context.takeTitles()).containsExactly("Item 3", "Item 4");

        context.poll();
        assertThat(context.takeTitles()).isEmpty();
    }

    @Test
    void withoutInitialItemsOnlyWhatComesLaterIsPublished() {
        server.serve("/feed", Feeds.rss(2, 1));
        TestContext context = context().start(settings("initial", "0"));
        context.poll();
        assertThat(context.takeTitles()).isEmpty();

        server.serve("/feed", Feeds.rss(3, 2, 1));
        context.poll();
        assertThat(context.takeTitles()).containsExactly("Item 3");
    }

    @Test
    void anItemThatChangesUnderItsGuidIsNotPublishedAgain() {
        server.serve("/feed", Feeds.channel("<item><title>Before</title><guid>g</guid></item>"));
        TestContext context = context().start(settings());
        context.poll();

        server.serve("/feed", Feeds.channel("<item><title>After</title><guid>g</guid></item>"));
        context.poll();

        assertThat(context.titles()).containsExactly("Before");
    }

    @Test
    void itemsAreTheSameByGuidThenByLinkThenByWhatTheySay() {
        server.serve("/feed", Feeds.text("duplicates.xml"));
        TestContext context = context().start(settings());

        context.poll();

        assertThat(context.titles()).containsExactlyInAnyOrder("A", "B", "Same link", "Same text");
    }

    @Test
    void aRestartedSourcePublishesNothingAgain() {
        server.serve("/feed", Feeds.rss(2, 1));
        TestContext first = context().start(settings());
        first.poll();
        first.stop();

        server.serve("/feed", Feeds.rss(3, 2, 1));
        TestContext second = context();
        second.historyEmpty = false;
        second.start(settings()).poll();

        assertThat(second.titles()).containsExactly("Item 3");
    }

    @Test
    void aStartWithAnEmptyHistoryPublishesTheNewestAgainUnconditionally() {
        server.serve("/feed", Feeds.rss(3, 2, 1), "ETag", "\"v1\"");
        TestContext first = context().start(settings("initial", "2"));
        first.poll();
        first.stop();

        TestContext second = context().start(settings("initial", "2"));
        second.poll();

        assertThat(second.takeTitles()).containsExactly("Item 2", "Item 3");
        assertThat(server.last().headers().get("If-None-Match")).isNull();
        second.poll();
        assertThat(second.takeTitles()).isEmpty();
        assertThat(server.last().headers().get("If-None-Match")).isEqualTo("\"v1\"");
    }

    @Test
    void anotherAddressInTheConfigurationIsAFirstReadOfItsUnknownItems() {
        server.serve("/a", Feeds.rss(3, 2, 1), "ETag", "\"a\"").serve("/b", Feeds.rss(9, 8, 7, 3));
        TestContext first = context().start(TestSettings.local(server.url("/a")));
        first.poll();
        first.stop();

        TestContext second = context();
        second.historyEmpty = false;
        second.start(TestSettings.local(server.url("/b"), "initial", "2")).poll();

        assertThat(second.titles()).containsExactly("Item 8", "Item 9");
    }

    @Test
    void whatTheHubHasNotAcknowledgedIsPublishedNextTime() {
        server.serve("/feed", Feeds.rss(3, 2, 1), "ETag", "\"v1\"");
        TestContext context = context();
        context.refusal = Optional.of(new PublishException(PublishException.Reason.UNAVAILABLE, "the log is away"));
        context.refuseAfter = 1;
        context.start(settings()).poll();
        assertThat(context.takeTitles()).containsExactly("Item 1");
        assertThat(context.degraded).hasValueSatisfying(text -> assertThat(text).contains("the log is away"));

        context.refusal = Optional.empty();
        context.poll();

        assertThat(server.last().headers().get("If-None-Match")).isNull();
        assertThat(context.takeTitles()).containsExactly("Item 2", "Item 3");
        assertThat(context.degraded).isEmpty();
    }

    @Test
    void aCrashBeforeTheStateIsWrittenRepeatsTheItemsUnderTheSameIdempotencyKeys() {
        server.serve("/feed", Feeds.rss(1));
        TestContext first = context().start(settings("initial", "0"));
        first.poll();
        TestState crashed = state.copy();
        server.serve("/feed", Feeds.rss(2, 1));
        first.poll();

        TestContext second = new TestContext(vertx, crashed);
        second.historyEmpty = false;
        second.start(settings("initial", "0")).poll();

        assertThat(second.titles()).containsExactly("Item 2");
        assertThat(second.published.get(0).idempotency())
                .isEqualTo(first.published.get(0).idempotency());
    }

    @Test
    void aCrashInTheMiddleOfPublishingAgainAfterAnEmptyHistoryStillPublishesTheRest() {
        server.serve("/feed", Feeds.rss(3, 2, 1), "ETag", "\"v1\"");
        TestContext first = context().start(settings());
        first.poll();
        first.stop();
        TestContext second = context();
        second.historyEmpty = true;
        second.refusal = Optional.of(new PublishException(PublishException.Reason.UNAVAILABLE, "the log is away"));
        second.refuseAfter = 1;
        second.start(settings()).poll();
        assertThat(second.titles()).containsExactly("Item 1");

        TestContext third = context();
        third.historyEmpty = false;
        third.start(settings()).poll();

        assertThat(third.titles()).containsExactly("Item 2", "Item 3");
    }

    @Test
    void anItemThatTheHubNeverTakesIsToldAboutAndHoldsUpNothing() {
        server.serve("/feed", Feeds.rss(2, 1));
        TestContext context = context();
        context.refusal = Optional.of(new PublishException(PublishException.Reason.TOO_LARGE, "too large"));
        context.start(settings()).poll();
        assertThat(context.degraded)
                .hasValueSatisfying(text -> assertThat(text).contains("item-1", "item-2", "too large"));

        context.refusal = Optional.empty();
        context.poll();
        assertThat(context.titles()).isEmpty();
        assertThat(context.degraded).isEmpty();
    }

    @Test
    void anItemThatTheHubHasInAnEarlierVersionCountsAsPublished() {
        server.serve("/feed", Feeds.rss(1));
        TestContext context = context();
        context.refusal = Optional.of(new PublishException(PublishException.Reason.CONFLICT, "another body"));
        context.start(settings()).poll();
        assertThat(context.degraded).isEmpty();

        context.refusal = Optional.empty();
        context.poll();
        assertThat(context.titles()).isEmpty();
    }

    @Test
    void aThousandItemsAtOnceArePublishedInOrder() {
        int[] numbers = IntStream.iterate(1_000, n -> n - 1).limit(1_000).toArray();
        server.serve("/feed", Feeds.rss(numbers));
        TestContext context = context().start(settings("initial", "1000"));

        context.poll();

        assertThat(context.titles())
                .isEqualTo(IntStream.rangeClosed(1, 1_000)
                        .mapToObj(n -> "Item " + n)
                        .toList());
    }

    @Test
    void theStateStaysFarBelowItsBound() {
        TestContext context = context().start(settings("initial", "0"));
        for (int round = 0; round < 5; round++) {
            int first = round * 2_000;
            server.serve(
                    "/feed",
                    Feeds.rss(IntStream.range(first, first + 2_000).toArray()),
                    "ETag",
                    "\"" + "e".repeat(500) + "\"");
            context.poll();
        }

        int bytes = state.values.values().stream().mapToInt(String::length).sum();
        assertThat(bytes).isLessThan(128 * 1024);
        assertThat(Seen.parse(state.values.get("seen")).size()).isEqualTo(Seen.CAPACITY);
    }

    @Test
    void aMalformedFeedGivesWhatCanBeReadAndSaysSo() {
        server.serve("/feed", Feeds.text("truncated.xml"), "ETag", "\"cut\"");
        TestContext context = context().start(settings());

        context.poll();

        assertThat(context.titles()).containsExactly("Whole");
        assertThat(context.degraded)
                .hasValueSatisfying(text -> assertThat(text).contains(server.url("/feed"), "cut off"));
        context.poll();
        assertThat(server.last().headers().get("If-None-Match")).isNull();
    }

    @Test
    void theHubsOwnFeedIsReadAtThePortItListensOnWithoutBeingAllowed() {
        server.serve("/demo/feed.xml", Feeds.rss(1));
        TestContext context = context();
        context.hub = URI.create("http://127.0.0.1:" + server.port());
        context.start(TestSettings.of("/demo/feed.xml"));

        context.poll();

        assertThat(context.titles()).containsExactly("Item 1");
    }

    @Test
    void aRedirectFromTheHubsOwnFeedIsJudgedLikeAnyOther() {
        server.redirect("/demo/feed.xml", 302, "/elsewhere").serve("/elsewhere", Feeds.rss(1));
        TestContext context = context();
        context.hub = URI.create("http://127.0.0.1:" + server.port());
        context.start(TestSettings.of("/demo/feed.xml"));

        context.poll();

        assertThat(context.titles()).isEmpty();
        assertThat(context.degraded)
                .hasValueSatisfying(text -> assertThat(text).contains("127.0.0.1 is refused", "allow-private"));
    }

    @Test
    void aStoppedSourcePublishesNothingMoreAndFreesItsThreads() {
        CountDownLatch asked = new CountDownLatch(1);
        server.on("/feed", request -> asked.countDown());
        TestContext context = context().start(settings());
        Future<Duration> run = context.begin();
        awaitLatch(asked);

        context.stop();
        context.stop();

        assertThat(run.toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
        assertThat(context.titles()).isEmpty();
        assertThat(context.degraded).isEmpty();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoSourcesShareNothing() {
        server.serve("/a", Feeds.rss(1)).serve("/b", Feeds.rss(1));
        TestContext a = context().start(TestSettings.local(server.url("/a")));
        TestContext b = new TestContext(vertx, new TestState()).start(TestSettings.local(server.url("/b")));

        a.poll();
        b.poll();

        assertThat(a.titles()).containsExactly("Item 1");
        assertThat(b.titles()).containsExactly("Item 1");
    }

    @Test
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    void theServiceLoaderFindsIt() {
        List<Class<?>> types = new ArrayList<>();
        ServiceLoader.load(EventSource.class).stream().forEach(provider -> types.add(provider.type()));

        assertThat(types).contains(RssSource.class);
    }
}
