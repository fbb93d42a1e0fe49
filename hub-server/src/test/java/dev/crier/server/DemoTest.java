package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.demo.web.DemoPage;
import dev.crier.server.config.HubConfig.DemoConfig;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What the demo adds to a hub, and that nothing of it is there without it. */
class DemoTest {

    private static final String PLAIN = "Content-Type: text/plain; charset=utf-8";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(config -> config.withDev(false));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static RawClient.Answer get(String target, String... headers) {
        try (RawClient client = hub.connect().get(target, headers)) {
            return client.answer();
        }
    }

    private static RawClient.Answer say(TestHub where, String line, String... headers) {
        String[] all = headers.length == 0 ? new String[] {PLAIN} : headers;
        try (RawClient client = where.connect().post("/demo/activity", line, all)) {
            return client.answer();
        }
    }

    // ---- the page

    @Test
    void the_page_and_its_files_are_served_under_their_policy_and_kept_by_browsers() {
        for (String path : DemoPage.resources().keySet()) {
            RawClient.Answer answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("content-type"))
                    .isEqualTo(DemoPage.resources().get(path).contentType());
            assertThat(answer.header("content-security-policy")).isEqualTo(DemoPage.CONTENT_SECURITY_POLICY);
            assertThat(answer.header("cache-control")).isEqualTo("no-cache");
            RawClient.Answer again = get(path, "If-None-Match: W/\"other\", " + answer.header("etag"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.header("etag")).isEqualTo(answer.header("etag"));
            assertThat(get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
        }
        assertThat(get("/").body()).contains("<html");
        assertThat(get("/favicon.ico").header("content-type")).isEqualTo("image/svg+xml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/favicon.ico",
                "/demo/app.js",
                "/demo/feed.xml",
                "/demo/activity",
                "/demo/lab/cut",
                "/demo/lab/gap"
            })
    void without_the_demo_there_is_nothing_of_it(String path) {
        try (TestHub bare = TestHub.start(config -> config.withDemo(new DemoConfig(false)));
                RawClient client = bare.connect().get(path)) {
            RawClient.Answer answer = client.answer();
            if (path.equals("/")) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(new JsonObject(answer.body()).getString("events")).isEqualTo("/events");
            } else {
                assertThat(answer.status()).isEqualTo(404);
            }
        }
    }

    // ---- the feed

    @Test
    void the_feed_is_rss_with_ten_items_or_more_of_which_each_has_all_that_readers_want() throws Exception {
        RawClient.Answer answer = get("/demo/feed.xml");
        assertThat(answer.header("content-type")).isEqualTo("application/rss+xml; charset=utf-8");
        Document feed = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(answer.body())));
        assertThat(feed.getDocumentElement().getTagName()).isEqualTo("rss");
        NodeList dates = feed.getElementsByTagName("pubDate");
        assertThat(dates.getLength()).isGreaterThanOrEqualTo(10);
        for (String name : new String[] {"guid", "category"}) {
            assertThat(feed.getElementsByTagName(name).getLength()).isEqualTo(dates.getLength());
        }
        ZonedDateTime newer = ZonedDateTime.parse(dates.item(0).getTextContent(), DateTimeFormatter.RFC_1123_DATE_TIME);
        for (int i = 1; i < dates.getLength(); i++) {
            ZonedDateTime older =
                    ZonedDateTime.parse(dates.item(i).getTextContent(), DateTimeFormatter.RFC_1123_DATE_TIME);
            assertThat(older.plusSeconds(20)).isEqualTo(newer);
            newer = older;
        }
    }

    @Test
    void a_reader_that_has_the_feed_is_told_so_by_tag_or_by_time() {
        RawClient.Answer feed = get("/demo/feed.xml");
        String modified = feed.header("last-modified");
        // A new item may come between two requests; then the answer is whole, and has another tag.
        RawClient.Answer byTag = get("/demo/feed.xml", "If-None-Match: " + feed.header("etag"));
        assertThat(byTag.status()).isEqualTo(byTag.header("etag").equals(feed.header("etag")) ? 304 : 200);
        RawClient.Answer byTime = get("/demo/feed.xml", "If-Modified-Since: " + modified);
        assertThat(byTime.status()).isEqualTo(byTime.header("last-modified").equals(modified) ? 304 : 200);
        assertThat(get("/demo/feed.xml", "If-None-Match: \"old\"", "If-Modified-Since: " + modified)
                        .status())
                .as("the tag wins")
                .isEqualTo(200);
        assertThat(get("/demo/feed.xml", "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
        assertThat(get("/demo/feed.xml", "If-Modified-Since: yesterday").status())
                .isEqualTo(200);
        assertThat(feed.header("cache-control")).matches("max-age=([1-9]|1\\d|20)");
    }

    // ---- what visitors say

    @Test
    void a_line_is_published_as_json_though_nobody_may_publish_elsewhere() {
        try (RawClient reader = hub.connect().get("/events/activity/demo")) {
            reader.head();
            reader.chunk();
            RawClient.Answer answer = say(hub, "  h\u00e9llo\t\"all\"\r\n\ud83d\ude00 ");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getString("topic")).isEqualTo("activity/demo");
            String frame = reader.chunksUntil(text -> text.endsWith("\n\n"));
            assertThat(new JsonObject(frame.substring(6, frame.indexOf('\n'))).getString("text"))
                    .isEqualTo("h\u00e9llo \"all\" \ud83d\ude00");
        }
        try (RawClient client = hub.connect().post("/events/activity/demo", "x")) {
            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void a_line_has_1_to_280_characters_of_plain_text() {
        try (TestHub own = TestHub.start()) {
            assertThat(say(own, "\ud83d\ude00".repeat(280)).status()).isEqualTo(200);
            for (String line :
                    new String[] {"", " \n ", "x".repeat(281), "a\u0007b", "a\u202eb", "a\u0000b", "\u2028"}) {
                RawClient.Answer answer = say(own, line);
                assertThat(answer.status()).as(line).isEqualTo(400);
                assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            }
            assertThat(say(own, "x".repeat(5_000)).status()).isEqualTo(413);
            assertThat(say(own, "{}", "Content-Type: application/json").status())
                    .isEqualTo(415);
            assertThat(say(own, "no type", "X-No: type").status()).isEqualTo(415);
        }
    }

    @Test
    void who_says_too_much_is_told_when_to_go_on() {
        try (TestHub own = TestHub.start()) {
            RawClient.Answer answer = say(own, "1");
            int said = 0;
            while (answer.status() == 200) {
                said++;
                answer = say(own, "more");
            }
            assertThat(said).isGreaterThanOrEqualTo(5);
            assertThat(answer.status()).isEqualTo(429);
            assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 3);
        }
    }

    // ---- the lab

    private static RawClient.Answer harm(String how, String token) {
        try (RawClient client = hub.connect().post("/demo/lab/" + how, "", "Crier-Lab-Token: " + token)) {
            return client.answer();
        }
    }

    private static RawClient stream(String token) {
        RawClient client = hub.connect().get("/events/lab?lab=" + token);
        assertThat(client.head().status()).isEqualTo(200);
        client.chunk();
        return client;
    }

    @Test
    void a_cut_closes_the_streams_of_that_token_and_no_others() {
        String other = TOKEN.replace('0', 'f');
        try (RawClient victim = stream(TOKEN);
                RawClient twin = stream(TOKEN);
                RawClient bystander = stream(other)) {
            RawClient.Answer answer = harm("cut", TOKEN);
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body().strip()).isEqualTo("{}");
            assertThat(victim.closedByServer()).isTrue();
            assertThat(twin.closedByServer()).isTrue();
            hub.publish("lab", "still");
            assertThat(bystander.chunksUntil(text -> text.contains("data: still")))
                    .isNotEmpty();
        }
    }

    @Test
    void a_token_that_no_stream_carries_is_404() {
        for (String how : new String[] {"cut", "offline", "gap"}) {
            assertThat(harm(how, TOKEN.replace('0', 'a')).status()).isEqualTo(404);
            assertThat(harm(how, "").status()).isEqualTo(404);
        }
        try (RawClient weak = stream("1234")) {
            assertThat(harm("cut", "1234").status())
                    .as("too short to be a secret")
                    .isEqualTo(404);
            hub.publish("lab", "unharmed");
            assertThat(weak.chunksUntil(text -> text.contains("unharmed"))).isNotEmpty();
        }
    }

    @Test
    void offline_turns_each_new_attempt_of_that_token_away_without_an_answer() {
        String token = TOKEN.replace('0', 'b');
        try (RawClient victim = stream(token)) {
            assertThat(harm("offline", token).status()).isEqualTo(202);
            assertThat(victim.closedByServer()).isTrue();
        }
        for (int i = 0; i < 3; i++) {
            try (RawClient attempt = hub.connect().get("/events/lab?lab=" + token)) {
                assertThat(attempt.rest()).isEmpty();
            }
        }
        try (RawClient bystander = stream(TOKEN.replace('0', 'c'))) {
            assertThat(bystander).isNotNull();
        }
    }

    @Test
    void a_gap_is_announced_for_what_came_while_the_stream_was_held() {
        String token = TOKEN.replace('0', 'd');
        try (RawClient victim = stream(token);
                RawClient bystander = stream(TOKEN.replace('0', 'e'))) {
            assertThat(harm("gap", token).status()).isEqualTo(202);
            hub.publish("lab", "missed");
            assertThat(bystander.chunksUntil(text -> text.contains("data: missed")))
                    .isNotEmpty();
            String text = victim.chunksUntil(all -> all.contains("event: hub.gap") && all.endsWith("\n\n"));
            assertThat(text).contains("\"reason\":\"overrun\"").doesNotContain("data: missed");
            hub.publish("lab", "goes on");
            assertThat(victim.chunksUntil(all -> all.contains("data: goes on"))).isNotEmpty();
        }
    }
}
