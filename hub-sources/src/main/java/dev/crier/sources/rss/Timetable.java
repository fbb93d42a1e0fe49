package dev.crier.sources.rss;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When to read a feed again. What its server and its document ask for can only make that later than the configuration says,
 * and never by more than a day. Immutable and safe to share.
 *
 * <p>HTTP's part is RFC 9111 for a private cache ({@code Cache-Control: max-age}, {@code Age}, {@code Expires}) and
 * {@code Retry-After} of RFC 9110, section 10.2.3.
 *
 * @param every the configured time between two reads
 */
record Timetable(Duration every) {

    /** The longest that a feed can put off the next read, unless the configuration says longer. */
    static final Duration LONGEST = Duration.ofDays(1);

    /** The longest wait after failures, unless the configuration says longer. */
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(30);

    private static final int DOUBLINGS = 16;
    private static final Pattern MAX_AGE = Pattern.compile("\\s*max-age\\s*=\\s*\"?(\\d+)\"?\\s*");

    /** The wait after a read that went well. */
    Duration afterSuccess(MultiMap headers, Pace pace, Instant now) {
        Duration wait = max(every, max(freshness(headers, now), pace.interval()));
        Duration allowed = Duration.between(now, pace.firstAllowed(now.plus(min(wait, longest()))));
        return min(allowed, longest());
    }

    /** The wait after so many failures in a row, from 1. */
    Duration afterFailure(int failures) {
        Duration wait = every.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return min(wait, max(every, LONGEST_BACKOFF));
    }

    /** What a server that was asked too often, or is overloaded, wants us to wait; empty if it doesn't say. */
    Optional<Duration> retryAfter(MultiMap headers, Instant now) {
        String value = header(headers, "Retry-After");
        Optional<Duration> wait = seconds(value).or(() -> until(value, now));
        return wait.map(asked -> min(asked, longest()));
    }

    private Duration longest() {
        return max(every, LONGEST);
    }

    private static Duration freshness(MultiMap headers, Instant now) {
        String control = String.join(",", headers.getAll("Cache-Control")).toLowerCase(Locale.ROOT);
        if (control.contains("no-cache") || control.contains("no-store")) {
            return Duration.ZERO;
        }
        for (String directive : control.split(",", -1)) {
            Matcher maxAge = MAX_AGE.matcher(directive);
            if (maxAge.matches()) {
                Duration age = seconds(header(headers, "Age")).orElse(Duration.ZERO);
                return seconds(maxAge.group(1)).orElse(Duration.ZERO).minus(age);
            }
        }
        Instant sent = FeedDates.parse(header(headers, "Date")).orElse(now);
        return until(header(headers, "Expires"), sent).orElse(Duration.ZERO);
    }

    private static Optional<Duration> until(String date, Instant from) {
        return FeedDates.parse(date).map(time -> Duration.between(from, time)).filter(wait -> !wait.isNegative());
    }

    /** A number of seconds; one with more digits than any clock needs is a very long time. */
    private static Optional<Duration> seconds(String value) {
        String digits = value.strip();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits)));
    }

    private static String header(MultiMap headers, String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
