package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.sources.rss.TestContext.TestState;
import dev.crier.sources.rss.TestServer.Asked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class RssHttpTest {

    private static final Duration EVERY = Duration.ofMinutes(5);

    private Vertx vertx;
    private final TestState state = new TestState();
    private TestServer server;

    @BeforeEach
    void listen(Vertx ofThisTest) {
        vertx = ofThisTest;
        server = new TestServer(vertx);
    }

    private TestContext start(String... keys) {
        return new TestContext(vertx, state).start(TestSettings.local(server.url("/feed"), keys));
    }

    /** The same source after a restart of the hub, whose history is still there. */
    private TestContext restart() {
        TestContext context = new TestContext(vertx, state);
        context.historyEmpty = false;
        return context.start(TestSettings.local(server.url("/feed")));
    }

    private static void assertDegraded(TestContext context, String... parts) {
        assertThat(context.degraded).hasValueSatisfying(text -> assertThat(text).contains(parts));
    }

    private static void assertHealthy(TestContext context) {
        assertThat(context.degraded).isEmpty();
    }

    /** Waits are as long as was decided, or up to a tenth longer. */
    private static void assertWait(Duration wait, Duration expected) {
        assertThat(wait).isBetween(expected, expected.plus(expected.dividedBy(10)));
    }

    @Test
    void theHubSaysWhoItIsAndWhatItReads() {
        server.serve("/feed", Feeds.rss(1));

        start("user-agent", "Crier/test (+https://hub.example/about)").poll();

        Asked asked = server.last();
        assertThat(asked.headers().get("User-Agent")).isEqualTo("Crier/test (+https://hub.example/about)");
        assertThat(asked.headers().get("Accept")).contains("application/rss+xml", "application/atom+xml");
        assertThat(asked.headers().get("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void anUnchangedDocumentIsNotSentAgainEvenAfterARestart() {
        server.serve("/feed", Feeds.rss(1), "ETag", "W/\"1\"", "Last-Modified", "Tue, 03 Mar 2026 10:00:00 GMT");
        TestContext first = start();
        first.poll();
        assertThat(server.last().headers().contains("If-None-Match")).isFalse();
        first.stop();

        server.status("/feed", 304);
        TestContext second = restart();
        assertWait(second.poll(), EVERY);

        assertThat(server.last().headers().get("If-None-Match")).isEqualTo("W/\"1\"");
        assertThat(server.last().headers().get("If-Modified-Since")).isEqualTo("Tue, 03 Mar 2026 10:00:00 GMT");
        assertHealthy(second);
        assertThat(second.titles()).isEmpty();
    }

    @Test
    void a304ThatNobodyAskedForIsAProblem() {
        server.status("/feed", 304);
        TestContext context = start();

        context.poll();

        assertDegraded(context, "304", "without conditions");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreFollowed(int status) {
        server.redirect("/feed", status, "/b/../c?x=1").serve("/c", Feeds.rss(1));
        TestContext context = start();

        context.poll();

        assertThat(context.titles()).containsExactly("Item 1");
        assertThat(server.last().path()).isEqualTo("/c?x=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 410, 429, 304})
    void theSecretsOfAFeedAndOfASignedRedirectAreToldNobody(int status) {
        server.redirect("/feed", 302, "/signed?signature=SECRET#SECRET");
        if (status == 200) {
            server.serve("/signed", "no feed");
        } else {
            server.status("/signed", status);
        }
        TestContext context = new TestContext(vertx, state);
        context.start(TestSettings.local(server.url("/feed?key=SECRET")));

        context.begin();
        context.awaitDegraded();

        assertThat(server.last().path()).contains("SECRET");
        assertDegraded(context, "/signed");
        assertThat(context.degraded).hasValueSatisfying(text -> assertThat(text).doesNotContain("SECRET"));
        context.stop();
    }

    @Test
    void theSecretOfARedirectThatLeadsNowhereIsToldNobody() {
        server.redirect("/feed", 302, "ftp://me:SECRET@a.example/?SECRET");
        TestContext context = start();

        context.poll();

        assertDegraded(context, "ftp://***@a.example/");
        assertThat(context.degraded).hasValueSatisfying(text -> assertThat(text).doesNotContain("SECRET"));
    }

    @Test
    void redirectsInACircleEnd() {
        server.redirect("/feed", 302, "/b").redirect("/b", 302, "/feed");
        TestContext context = start();

        context.poll();

        assertDegraded(context, "circle");
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void redirectsAreCounted() {
        server.redirect("/feed", 302, "/1").redirect("/1", 302, "/2").redirect("/2", 302, "/3");
        server.serve("/3", Feeds.rss(1));

        TestContext tooMany = start("max-redirects", "2");
        tooMany.poll();
        assertDegraded(tooMany, "more than 2 redirects", "max-redirects");
        assertThat(server.count("/3")).isZero();

        TestContext enough = new TestContext(vertx, new TestState())
                .start(TestSettings.local(server.url("/feed"), "max-redirects", "3"));
        enough.poll();
        assertThat(enough.titles()).containsExactly("Item 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://127.0.0.1/",
                "javascript:alert(1)",
                "http://",
                "http://user:pw@h/"
            })
    void redirectsLeadNowhereElseThanToHttp(String location) {
        server.redirect("/feed", 302, location);
        TestContext context = start();

        context.poll();

        assertDegraded(context, "redirects (302) to", "expected an address of http or https");
    }

    @Test
    void eachHopIsJudged() {
        TestServer inner = new TestServer(vertx, new HttpServerOptions(), "127.0.0.2");
        inner.serve("/secret", Feeds.rss(1));
        server.redirect("/feed", 302, "http://127.0.0.2:" + inner.port() + "/secret");
        TestContext context =
                new TestContext(vertx, state).start(TestSettings.of(server.url("/feed"), "allow-private", "127.0.0.1"));

        context.poll();

        assertDegraded(context, "127.0.0.2 is refused", "isn't public", "allow-private");
        assertThat(inner.asked).isEmpty();
        assertThat(server.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1"})
    void addressesThatAreNotPublicAreNeverConnectedTo(String host) {
        TestContext context =
                new TestContext(vertx, state).start(TestSettings.of("http://" + host + ":" + server.port() + "/feed"));

        context.poll();

        assertDegraded(context, "is refused", "an address that isn't public");
        assertThat(server.asked).isEmpty();
    }

    /** The JDK hands some of them to the system, which reads octal and hexadecimal; newer ones refuse them themselves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0.0.0",
                "0x7f000001",
                "0x7f.1",
                "017700000001",
                "127.0.0.1.",
                "\uff11\uff12\uff17.0.0.1",
                "127\u30020.0.1",
                "[::]",
                "[::ffff:7f00:1]",
                "[0:0:0:0:0:ffff:7f00:1]",
                "[::7f00:1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]"
            })
    void noWayToWriteThisMachineLeadsToIt(String host) {
        server.serve("/feed", Feeds.rss(1));
        server.redirect("/moved", 302, "http://" + host + ":" + server.port() + "/feed");
        TestContext direct =
                new TestContext(vertx, state).start(TestSettings.of("http://" + host + ":" + server.port() + "/feed"));
        TestContext moved = new TestContext(vertx, new TestState())
                .start(
                        TestSettings.of("http://feeds.test:" + server.port() + "/moved", "allow-private", "feeds.test"),
                        here());

        direct.poll();
        moved.poll();

        assertThat(direct.degraded)
                .hasValueSatisfying(
                        why -> assertThat(why).containsAnyOf("is refused", "unknown", "expected an address"));
        assertThat(moved.degraded)
                .hasValueSatisfying(
                        why -> assertThat(why).containsAnyOf("is refused", "unknown", "expected an address"));
        assertThat(server.asked).extracting(Asked::path).containsExactly("/moved");
    }

    /** The system's own resolver, except that one name leads to the test's server. */
    private static Network here() {
        return new Network(
                host -> host.equals("feeds.test")
                        ? List.of(address("127.0.0.1"))
                        : Network.system().resolver().resolve(host),
                new HttpClientOptions());
    }

    @Test
    void aNameBehindARedirectIsJudgedByWhereItLeadsEachTimeAnew() {
        server.redirect("/feed", 302, "http://rebinding.test:" + server.port() + "/inner")
                .serve("/inner", Feeds.rss(1));
        List<String> resolved = new ArrayList<>();
        Network rebinding = new Network(
                host -> {
                    resolved.add(host);
                    boolean first = resolved.stream().filter(host::equals).count() == 1;
                    return List.of(address(host.equals("feeds.test") || first ? "127.0.0.1" : "127.0.0.9"));
                },
                new HttpClientOptions());
        TestContext context = new TestContext(vertx, state)
                .start(
                        TestSettings.of("http://feeds.test:" + server.port() + "/feed", "allow-private", "127.0.0.1"),
                        rebinding);

        context.poll();
        assertThat(context.titles()).containsExactly("Item 1");
        context.poll();

        assertDegraded(context, "rebinding.test is refused", "an address that isn't public");
        assertThat(server.count("/inner")).isEqualTo(1);
        assertThat(resolved).containsExactly("feeds.test", "rebinding.test", "feeds.test", "rebinding.test");
    }

    @Test
    void theConnectionGoesToTheAddressThatWasJudgedUnderTheNameOfTheUrl() {
        server.serve("/feed", Feeds.rss(1));
        List<String> resolved = new ArrayList<>();
        Network rebinding = new Network(
                host -> {
                    resolved.add(host);
                    return List.of(address(resolved.size() == 1 ? "127.0.0.1" : "127.0.0.9"));
                },
                new HttpClientOptions());
        TestContext context = new TestContext(vertx, state)
                .start(
                        TestSettings.of("http://feeds.test:" + server.port() + "/feed", "allow-private", "127.0.0.1"),
                        rebinding);

        context.poll();

        assertThat(context.titles()).containsExactly("Item 1");
        assertThat(resolved).containsExactly("feeds.test");
        assertThat(server.last().host()).isEqualTo("feeds.test:" + server.port());

        context.poll();
        assertDegraded(context, "feeds.test is refused", "an address that isn't public");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void ofSeveralAddressesThePermittedOnesAreTriedInTurn() {
        server.serve("/feed", Feeds.rss(1));
        Network several = new Network(
                host -> List.of(address("127.0.0.9"), address("127.0.0.2"), address("127.0.0.1")),
                new HttpClientOptions());
        TestContext context = new TestContext(vertx, state)
                .start(
                        TestSettings.of(
                                "http://feeds.test:" + server.port() + "/feed", "allow-private", "127.0.0.1,127.0.0.2"),
                        several);

        context.poll();

        assertThat(context.titles()).containsExactly("Item 1");
    }

    @Test
    void anUnknownHostIsNamed() {
        Network none = new Network(
                host -> {
                    throw new UnknownHostException(host);
                },
                new HttpClientOptions());
        TestContext context = new TestContext(vertx, state).start(TestSettings.of("http://nowhere.test/feed"), none);

        context.poll();

        assertDegraded(context, "nowhere.test is unknown");
    }

    @Test
    void aPermanentRedirectIsBelievedOnceRepeatedAndKeptOverRestarts() {
        server.redirect("/feed", 301, "/new").serve("/new", Feeds.rss(1), "ETag", "\"n\"");
        TestContext context = start();
        context.poll();
        context.poll();
        context.stop();
        context = restart();
        context.poll();
        assertThat(server.count("/feed")).isEqualTo(3);

        context.poll();
        context.stop();
        restart().poll();

        assertThat(server.count("/feed")).isEqualTo(3);
        assertThat(server.count("/new")).isEqualTo(5);
        assertThat(server.last().headers().get("If-None-Match")).isEqualTo("\"n\"");
    }

    @Test
    void aPermanentRedirectThatChangesItsMindIsNotBelieved() {
        server.serve("/a", Feeds.rss(1)).serve("/b", Feeds.rss(1));
        TestContext context = start();
        for (String target : List.of("/a", "/b", "/a", "/b", "/a")) {
            server.redirect("/feed", 308, target);
            context.poll();
        }

        assertThat(server.count("/feed")).isEqualTo(5);
    }

    @Test
    void aTemporaryRedirectIsNeverRememberedAndNothingBehindIt() {
        server.redirect("/feed", 302, "/a").redirect("/a", 301, "/b").serve("/b", Feeds.rss(1));
        TestContext context = start();

        for (int i = 0; i < 5; i++) {
            context.poll();
        }

        assertThat(server.count("/feed")).isEqualTo(5);
    }

    @Test
    void aRememberedAddressThatFailsIsForgotten() {
        server.redirect("/feed", 301, "/new").serve("/new", Feeds.rss(1));
        TestContext context = start();
        for (int i = 0; i < 4; i++) {
            context.poll();
        }
        server.status("/new", 410);
        assertWait(context.poll(), EVERY);
        assertDegraded(context, "410");

        server.serve("/feed", Feeds.rss(2, 1));
        context.takeTitles();
        context.poll();
        assertThat(context.titles()).containsExactly("Item 2");
        assertHealthy(context);
    }

    @Test
    void aFeedThatIsGoneIsNotReadAgain() {
        server.status("/feed", 410);
        TestContext context = start();

        Future<Duration> run = context.begin();
        context.awaitDegraded();

        assertDegraded(context, "410 Gone", "isn't read any more");
        assertThat(run.isComplete()).as("a next read is planned").isFalse();
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400, 401, 403, 404, 500, 502})
    void anErrorIsReportedAndTheNextReadsComeLater(int status) {
        server.status("/feed", status);
        TestContext context = start();

        assertWait(context.poll(), EVERY);
        assertDegraded(context, server.url("/feed"), String.valueOf(status));
        assertWait(context.poll(), EVERY.multipliedBy(2));
        assertWait(context.poll(), EVERY.multipliedBy(4));
        assertWait(context.poll(), Timetable.LONGEST_BACKOFF);
        assertWait(context.poll(), Timetable.LONGEST_BACKOFF);

        server.serve("/feed", Feeds.rss(1));
        assertWait(context.poll(), EVERY);
        assertHealthy(context);
        assertThat(context.titles()).containsExactly("Item 1");
        server.status("/feed", status);
        assertWait(context.poll(), EVERY);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 3600, PT1H",
        "503, 'Wed, 04 Mar 2026 14:00:00 GMT', PT2H",
        "429, 1, PT5M",
        "503, soon, PT5M",
        "429, 99999999999999999999, PT24H",
        "503, 'Mon, 01 Jan 2035 00:00:00 GMT', PT24H",
        "503, 'Mon, 01 Jan 2001 00:00:00 GMT', PT5M",
    })
    void aServerThatIsAskedTooOftenSaysWhenToComeAgain(int status, String retryAfter, Duration expected) {
        server.status("/feed", status, "Retry-After", retryAfter);
        TestContext context = start();

        assertWait(context.poll(), expected);

        assertDegraded(context, String.valueOf(status));
    }

    @Test
    void retryAfterOutlivesARestart() {
        server.status("/feed", 429, "Retry-After", "3600");
        TestContext first = start();
        first.poll();
        first.stop();

        server.serve("/feed", Feeds.rss(1));
        TestContext second = restart();
        second.advance(Duration.ofMinutes(20));
        assertThat(second.poll()).isEqualTo(Duration.ofMinutes(40));
        assertThat(server.asked).hasSize(1);

        second.advance(Duration.ofMinutes(40));
        second.poll();
        assertThat(second.titles()).containsExactly("Item 1");
    }

    @Test
    void aClockThatWasSetBackDoesNotSilenceAFeed() {
        server.status("/feed", 429, "Retry-After", "3600");
        TestContext first = start();
        first.poll();
        first.stop();

        server.serve("/feed", Feeds.rss(1));
        TestContext second = restart();
        second.setTime(Instant.parse("2020-01-01T00:00:00Z"));
        second.poll();

        assertThat(second.titles()).containsExactly("Item 1");
    }

    @Test
    void whatTheDocumentWantsCountsAlsoWhenItIsUnchangedAndAfterARestart() {
        String wish = "<ttl>60</ttl><item><title>Item 1</title></item>";
        server.serve("/feed", Feeds.channel(wish), "ETag", "\"1\"");
        TestContext first = start();
        assertWait(first.poll(), Duration.ofHours(1));
        first.stop();

        server.status("/feed", 304);
        assertWait(restart().poll(), Duration.ofHours(1));
    }

    @Test
    void cacheControlCanOnlyPutOffTheNextRead() {
        server.serve("/feed", Feeds.rss(1), "Cache-Control", "public, max-age=1800");
        assertWait(start().poll(), Duration.ofMinutes(30));

        server.serve("/feed", Feeds.rss(1), "Cache-Control", "max-age=1");
        assertWait(
                new TestContext(vertx, new TestState())
                        .start(TestSettings.local(server.url("/feed")))
                        .poll(),
                EVERY);
    }

    @Test
    void aBigDocumentWhoseServerClosesBehindItArrivesWhole() {
        String comment = "<!--" + "x".repeat(3 << 20) + "-->";
        server.serve("/feed", Feeds.channel(comment + "<item><title>Behind it</title></item>"));
        TestContext context = start();

        for (int i = 0; i < 5; i++) {
            context.poll();
            assertHealthy(context);
        }

        assertThat(context.titles()).containsExactly("Behind it");
        assertThat(server.last().headers().get("Connection")).isEqualTo("close");
    }

    @Test
    void gzipIsUnpacked() {
        server.serve("/feed", Buffer.buffer(TestServer.gzip(Feeds.bytes("rss-2.0.xml"))), "Content-Encoding", "gzip");
        TestContext context = start();

        context.poll();

        assertThat(context.titles()).hasSize(3);
    }

    @Test
    void aGzipBombEndsAtTheBound() {
        byte[] blanks = new byte[50 << 20];
        Arrays.fill(blanks, (byte) ' ');
        byte[] bomb = TestServer.gzip(blanks);
        assertThat(bomb).hasSizeLessThan(100_000);
        server.serve("/feed", Buffer.buffer(bomb), "Content-Encoding", "gzip");
        TestContext context = start("max-bytes", "1MiB");

        assertWait(context.poll(), EVERY);

        assertDegraded(context, "more than 1MiB after decompression", "max-bytes");
    }

    @Test
    void aBigBodyEndsAtTheBound() {
        server.on("/feed", request -> {
            request.response().setChunked(true).exceptionHandler(closed -> {});
            endless(request.response());
        });
        TestContext context = start("max-bytes", "64KiB");

        context.poll();

        assertDegraded(context, "more than 64KiB", "max-bytes");
    }

    /** Writes for as long as somebody reads. */
    private static void endless(HttpServerResponse response) {
        response.write(Buffer.buffer(new byte[8 * 1024])).onSuccess(done -> endless(response));
    }

    @ParameterizedTest
    @CsvSource({"br, not asked for", "'gzip, gzip', not asked for", "gzip, damaged"})
    void anEncodingThatCantBeUndoneIsNamed(String encoding, String problem) {
        server.serve("/feed", Feeds.rss(1), "Content-Encoding", encoding);
        TestContext context = start();

        context.poll();

        assertDegraded(context, problem);
    }

    @Test
    void aBodyThatTricklesForeverEndsAtTheDeadline() {
        server.on("/feed", request -> {
            request.response().setChunked(true).exceptionHandler(closed -> {});
            vertx.setPeriodic(20, id -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(id);
                } else {
                    request.response().write("<!-- -->");
                }
            });
        });
        TestContext context = start("timeout", "500ms");

        assertWait(context.poll(), EVERY);

        assertDegraded(context, server.url("/feed"), "took longer than 500ms");
    }

    @Test
    void aServerThatNeverAnswersIsLeftAlone() {
        server.on("/feed", request -> {});
        TestContext context = start("timeout", "300ms");

        context.poll();

        assertThat(context.degraded).isPresent();
    }

    @Test
    void aServerThatIsAwayIsReported() {
        TestContext context = new TestContext(vertx, state).start(TestSettings.local("http://127.0.0.1:1/feed"));

        context.poll();

        assertDegraded(context, "http://127.0.0.1:1/feed can't be read");
    }

    @Test
    void aConnectionThatIsCutPublishesNothing() {
        server.on(
                "/feed",
                request -> request.response()
                        .putHeader("Content-Length", "10000")
                        .write(Feeds.rss(1))
                        .onComplete(written -> request.connection().close()));
        TestContext context = start();

        context.poll();

        assertThat(context.titles()).isEmpty();
        assertDegraded(context, "can't be read");
    }

    @Test
    void anEmptyBodyIsReported() {
        server.serve("/feed", "");
        TestContext context = start();

        assertWait(context.poll(), EVERY);

        assertDegraded(context, "empty");
    }

    @Test
    void aPageInsteadOfAFeedIsNamedWithItsType() {
        server.serve("/feed", Feeds.text("page.html"), "Content-Type", "text/html; charset=utf-8");
        TestContext context = start();

        context.poll();

        assertDegraded(context, server.url("/feed"), "sent as text/html", "no feed", "<html>");
    }

    @Test
    void aFeedOfWhichNothingCanBeReadIsAFailureThatSetsNoBaseline() {
        server.serve("/feed", "<rss version='2.0'><channel><title>Cut</title><item><title>Hal");
        TestContext context = start("initial", "1");
        assertWait(context.poll(), EVERY);
        assertDegraded(context, "nothing that can be read");

        server.serve("/feed", Feeds.rss(3, 2, 1));
        context.poll();
        assertThat(context.titles()).containsExactly("Item 3");
    }

    @Test
    void theCharsetOfTheHeaderCounts() {
        String feed =
                "<?xml version='1.0' encoding='utf-8'?><rss><channel><item><title>Café</title></item></channel></rss>";
        server.serve(
                "/feed",
                Buffer.buffer(feed.getBytes(StandardCharsets.UTF_16BE)),
                "Content-Type",
                "application/rss+xml; charset=\"utf-16be\"");
        TestContext context = start();

        context.poll();

        assertThat(context.titles()).containsExactly("Café");
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getAllByName(text)[0];
    }
}
