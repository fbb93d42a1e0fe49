package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The demo page in a real browser, before the real hub with the configuration that it comes with. */
@NeedsChromium
class DemoPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static HubProcess hub;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        hub = HubProcess.start(folder, "--dev");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        browser = Chromium.start(Map.of("goog:loggingPrefs", logs));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        if (hub != null) {
            assertThat(hub.stop()).as("the hub's exit code").isZero();
        }
    }

    @BeforeEach
    void open() {
        browser.manage().window().setSize(new Dimension(1_280, 900));
        browser.get(hub.uri("/").toString());
        until("the counter counts", () -> number("counter-received") >= 2);
    }

    /** Errors of the network are what cutting a connection looks like; anything else is the page's fault. */
    @AfterEach
    void the_console_has_no_errors_and_the_policy_was_kept() {
        List<String> errors = browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("net::ERR_"))
                .toList();
        assertThat(errors).isEmpty();
    }

    @Test
    void the_page_shows_what_the_sources_send() {
        until("stocks came", () -> count("#stocks > li") >= 2);
        until("ten news came", () -> count("#news-list > li") >= 10);
        until("the sources report", () -> count("#source-list > li") >= 3);
        until("raw events came", () -> count("#raw-rows > tr") >= 20);
        until("the id of the last event is shown", () -> text("last-event-id").matches("[a-z0-9]+-\\d+"));
        assertNothingMissing();
    }

    @Test
    void a_cut_connection_is_healed_with_nothing_missing() {
        click("lab-cut");
        until("the page came back", () -> text("reconnects").startsWith("1 "));
        int before = number("counter-received");
        until("it goes on", () -> number("counter-received") > before + 3);
        assertNothingMissing();
    }

    @Test
    void ten_seconds_offline_are_replayed() {
        int before = number("counter-received");
        click("lab-offline");
        until("it is cut", () -> !text("state-short").equals("Live"));
        until("the hub said so", () -> text("lab-message").contains("offline"));
        click("lab-cut");
        until("nothing is there to cut", () -> text("lab-message").contains("no live connection"));
        until("the page came back", () -> text("state-short").equals("Live"));
        until("there is something to cut again", () -> text("lab-message").isEmpty());
        until("what was missed came", () -> number("counter-received") > before + 18);
        until("the timeline tells of it", () -> timeline().contains("replay"));
        assertNothingMissing();
    }

    @Test
    void a_forced_gap_is_announced_and_counted_apart() {
        click("lab-gap");
        until("the gap was announced", () -> number("counter-announced") >= 4);
        until("it is live again", () -> text("state-short").equals("Live"));
        until("the timeline tells of it", () -> timeline().contains("gap"));
        assertNothingMissing();
    }

    @Test
    void a_stopped_stream_stays_stopped_and_misses_nothing_when_it_is_started() {
        click("stop");
        until("it stopped", () -> text("state-short").equals("Stopped"));
        int before = number("counter-received");
        click("start");
        until("it goes on", () -> number("counter-received") > before + 3);
        assertNothingMissing();
    }

    @Test
    void what_a_visitor_says_everybody_sees_as_plain_text() {
        String line = "<img src=x onerror=document.title='broken'> & hello";
        browser.findElement(By.id("activity-text")).sendKeys(line, Keys.ENTER);
        until("the line is there", () -> text("activity-list").contains(line));
        assertThat(browser.getTitle()).startsWith("Crier");
        assertThat(browser.findElements(By.cssSelector("#activity-list img"))).isEmpty();
    }

    @Test
    void what_publishers_send_is_only_ever_text_on_the_page() {
        String markup = "<img src=x onerror=document.title='broken'><script>document.title='broken'</script>";
        JsonObject news = new JsonObject()
                .put("title", markup + " news")
                .put("summary", markup)
                .put("feed", markup)
                .put("author", markup)
                .put("guid", markup);
        publish(
                "/events/news/hostile",
                news.copy().put("link", "javascript:document.title='broken'").encode());
        publish(
                "/events/news/hostile?type=%3Cb%3E&key=%3Cb%3E",
                news.put("link", "http://x/\"><b>").encode());
        publish(
                "/events/stocks/X",
                new JsonObject().put("symbol", "<b>X</b>").put("price", 1).encode());
        publish("/events/stocks/X", "{\"symbol\":{\"toString\":1},\"price\":\"NaN\",\"__proto__\":{\"price\":1}}");
        publish("/events/activity/demo", new JsonObject().put("text", markup).encode());
        publish("/events/news/hostile", markup);

        until("the raw events are there", () -> text("raw-rows").contains("__proto__"));
        assertThat(count("#raw-rows img, #raw-rows script")).isZero();
        until("the news are there", () -> text("news-list").contains(markup + " news"));
        until("the line is there", () -> text("activity-list").contains(markup));
        until("the stock is there", () -> text("stocks").contains("<b>X</b>"));
        assertThat(browser.getTitle()).startsWith("Crier");
        assertThat(count("#news-list img, #news-list script, #news-list b, #news-list a[href^=javascript]"))
                .isZero();
        assertThat(count("#activity-list img, #activity-list script, #stocks b"))
                .isZero();
    }

    private static void publish(String target, String data) {
        try (RawClient client = RawClient.to(hub.port()).post(target, data)) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void no_width_needs_scrolling_sideways() {
        for (int width : new int[] {1_280, 768, 500}) {
            browser.manage().window().setSize(new Dimension(width, 900));
            until(
                    "it fits at " + width,
                    () -> Boolean.TRUE.equals(browser.executeScript(
                            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth")));
        }
    }

    private static void assertNothingMissing() {
        assertThat(number("counter-missing")).as("missing").isZero();
        assertThat(number("counter-duplicates")).as("duplicates").isZero();
    }

    private static void click(String id) {
        // By the keyboard: the page moves while lists fill, and a pointer would miss.
        browser.findElement(By.id(id)).sendKeys(Keys.ENTER);
    }

    private static String timeline() {
        return text("timeline-list").toLowerCase(Locale.ROOT);
    }

    private static int count(String selector) {
        return browser.findElements(By.cssSelector(selector)).size();
    }

    private static int number(String id) {
        return Integer.parseInt(text(id).replaceAll("\\D", ""));
    }

    private static String text(String id) {
        return String.valueOf(browser.executeScript("return document.getElementById(arguments[0]).textContent", id))
                .strip();
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(end);
            // A frame of the page's own, so that asking again and again doesn't keep it from going on.
            browser.executeAsyncScript("requestAnimationFrame(arguments[0])");
        }
    }
}
