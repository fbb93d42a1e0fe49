package dev.crier.sources.rss;

import dev.crier.core.Topic;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of one {@code rss} source.
 *
 * @param topic where the items are published
 * @param url the feed's address, of http or https; one that begins with {@code /} is this hub's own, at the port that it
 *     really listens on, and exempt from the address rules
 * @param every the time between two reads, from 1s; what the feed itself asks for can only make it longer
 * @param initial how many items a first read publishes, and any read after a start with an empty history: the newest ones,
 *     0 to 1000
 * @param allowPrivate which hosts and blocks of addresses may be fetched from although they aren't public: {@code false},
 *     {@code true}, or a list such as {@code [feeds.internal, 192.168.7.0/24]}; redirects are judged too
 * @param maxBytes the biggest document, both as it is sent and after decompression, 1KiB to 64MiB
 * @param timeout how long one read may take in all, redirects included, 100ms to 5m
 * @param maxRedirects how many redirects one read follows, 0 to 20
 * @param userAgent how the hub names itself to the server; {@code Crier/<version>} if left out
 */
public record RssSettings(
        Topic topic,
        String url,
        @Default("5m") Duration every,
        @Default("10") int initial,
        @Default("false") AllowPrivate allowPrivate,
        @Default("4MiB") ByteSize maxBytes,
        @Default("10s") Duration timeout,
        @Default("5") int maxRedirects,
        Optional<String> userAgent) {

    private static final int MOST_INITIAL = 1_000;
    private static final int MOST_REDIRECTS = 20;
    private static final int LONGEST_USER_AGENT = 200;
    private static final ByteSize LEAST_BYTES = ByteSize.ofKibibytes(1);
    private static final ByteSize MOST_BYTES = ByteSize.ofMebibytes(64);
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST_PERIOD = Duration.ofDays(365);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    /**
     * Makes the settings.
     *
     * @throws IllegalArgumentException if a value is out of its bounds above
     */
    public RssSettings {
        if (topic.reserved()) {
            throw new IllegalArgumentException("topic is '" + topic + "', which is the hub's own; expected another one,"
                    + " such as news/" + topic.path().replace('/', '-'));
        }
        checkUrl(url);
        within("every", every, SHORTEST_PERIOD, LONGEST_PERIOD);
        within("initial", initial, MOST_INITIAL);
        if (maxBytes.compareTo(LEAST_BYTES) < 0 || maxBytes.compareTo(MOST_BYTES) > 0) {
            throw new IllegalArgumentException(
                    "max-bytes is " + maxBytes + "; expected " + LEAST_BYTES + " to " + MOST_BYTES);
        }
        within("timeout", timeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        within("max-redirects", maxRedirects, MOST_REDIRECTS);
        userAgent.ifPresent(RssSettings::checkUserAgent);
    }

    private static void checkUrl(String url) {
        try {
            FeedUrl.of(url.startsWith("/") ? "http://localhost" + url : url);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "url: " + wrong.getMessage() + "; or a path of this hub's own, such as /demo/feed.xml", wrong);
        }
    }

    private static void checkUserAgent(String text) {
        boolean sendable = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (text.isBlank() || !sendable || text.length() > LONGEST_USER_AGENT) {
            throw new IllegalArgumentException("user-agent must be 1 to " + LONGEST_USER_AGENT
                    + " printable characters of ASCII, such as Crier/1.0 (+https://example.org/bots)");
        }
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " is " + Settings.text(value) + "; expected "
                    + Settings.text(least) + " to " + Settings.text(most));
        }
    }

    private static void within(String key, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(key + " is " + value + "; expected 0 to " + most);
        }
    }

    /** Whether the feed is one of this hub's own. */
    boolean own() {
        return url.startsWith("/");
    }

    /** What the {@code User-Agent} header says. */
    String sentUserAgent() {
        return userAgent.orElseGet(() -> {
            String version = RssSettings.class.getPackage().getImplementationVersion();
            return version == null ? "Crier" : "Crier/" + version;
        });
    }
}
