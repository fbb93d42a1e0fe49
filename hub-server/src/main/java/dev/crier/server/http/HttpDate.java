package dev.crier.server.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code Date} header of answers (RFC 9110, section 6.6.1), written once a second instead of once an answer.
 *
 * <p>Not thread-safe: one for each event loop.
 */
public final class HttpDate {

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private long second = Long.MIN_VALUE;
    private String text = "";

    /** Makes one that reads a clock. */
    public HttpDate(Clock clock) {
        this.clock = clock;
    }

    /** Now. */
    public String now() {
        long current = Math.floorDiv(clock.millis(), 1000L);
        if (current != second) {
            second = current;
            text = format(Instant.ofEpochSecond(current));
        }
        return text;
    }

    /** A time as a header has it, in whole seconds. */
    public static String format(Instant time) {
        return IMF_FIXDATE.format(time);
    }

    /** Reads what {@link #format} wrote; empty if it is something else. */
    public static Optional<Instant> parse(String header) {
        try {
            return Optional.of(Instant.from(IMF_FIXDATE.parse(header)));
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }
}
