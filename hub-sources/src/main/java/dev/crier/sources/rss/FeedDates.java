package dev.crier.sources.rss;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the dates that feeds write: RFC 822 with two or four digits of the year, with or without weekday, seconds and zone
 * (RSS), and ISO 8601 from a year to a fraction of a second (Atom, Dublin Core, JSON Feed).
 *
 * <p>A weekday that doesn't fit is ignored; a zone that is missing or unknown is UTC. Stateless.
 */
final class FeedDates {

    private static final Pattern RFC_822 = Pattern.compile(
            "(?:\\p{Alpha}{2,9}\\.?,?\\s+)?(\\d{1,2})[\\s-](\\p{Alpha}{3})\\p{Alpha}*\\.?,?[\\s-](\\d{4}|\\d{2})"
                    + "(?:,?\\s+(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.\\d+)?)?)?\\s*(.*)");
    private static final Pattern ISO_8601 =
            Pattern.compile("(\\d{4})(?:-?(\\d{2})(?:-?(\\d{2})(?:[Tt\\s]\\s*(\\d{1,2}):?(\\d{2})"
                    + "(?::?(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?)?)?)?\\s*(.*)");
    private static final Pattern OFFSET =
            Pattern.compile("(?:GMT|UTC?)?\\s*([+-])(\\d{1,2}):?(\\d{2})?(?:\\s*\\(.*\\))?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /** The zones of RFC 822, and those of Europe and Japan that feeds write; in hours from UTC. */
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("EST", -5),
            Map.entry("EDT", -4),
            Map.entry("CST", -6),
            Map.entry("CDT", -5),
            Map.entry("MST", -7),
            Map.entry("MDT", -6),
            Map.entry("PST", -8),
            Map.entry("PDT", -7),
            Map.entry("WEST", 1),
            Map.entry("BST", 1),
            Map.entry("CET", 1),
            Map.entry("CEST", 2),
            Map.entry("EET", 2),
            Map.entry("EEST", 3),
            Map.entry("MSK", 3),
            Map.entry("JST", 9));

    private static final int LONGEST = 100;

    private FeedDates() {}

    /** The time that a text names, from year 1 to 9999; empty if it names none. */
    static Optional<Instant> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            Matcher iso = ISO_8601.matcher(trimmed);
            Optional<Instant> time = iso.matches() ? Optional.of(iso(iso)) : Optional.empty();
            Matcher rfc = RFC_822.matcher(trimmed);
            if (time.isEmpty() && rfc.matches()) {
                time = rfc822(rfc);
            }
            return time.filter(FeedDates::sayable);
        } catch (DateTimeException outOfRange) {
            return Optional.empty();
        }
    }

    private static boolean sayable(Instant time) {
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1 && year <= 9999;
    }

    private static Instant iso(Matcher match) {
        LocalDate date = LocalDate.of(number(match, 1, 1), number(match, 2, 1), number(match, 3, 1));
        String fraction = group(match, 7);
        int nanos = fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
        LocalTime time = time(number(match, 4, 0), number(match, 5, 0), number(match, 6, 0))
                .withNano(nanos);
        return instant(date, time, match.group(8));
    }

    private static Optional<Instant> rfc822(Matcher match) {
        int month = MONTHS.indexOf(group(match, 2).toLowerCase(Locale.ROOT)) + 1;
        if (month == 0) {
            return Optional.empty();
        }
        int year = number(match, 3, 0);
        if (group(match, 3).length() == 2) {
            year += year < 70 ? 2000 : 1900;
        }
        LocalDate date = LocalDate.of(year, month, number(match, 1, 1));
        LocalTime time = time(number(match, 4, 0), number(match, 5, 0), number(match, 6, 0));
        return Optional.of(instant(date, time, match.group(7)));
    }

    /** A leap second counts as the second before it. */
    private static LocalTime time(int hour, int minute, int second) {
        return LocalTime.of(hour, minute, Math.min(second, 59));
    }

    private static Instant instant(LocalDate date, LocalTime time, String zone) {
        return LocalDateTime.of(date, time).toInstant(offset(zone.strip()));
    }

    private static ZoneOffset offset(String zone) {
        Matcher numeric = OFFSET.matcher(zone);
        if (numeric.matches()) {
            int minutes = number(numeric, 2, 0) * 60 + number(numeric, 3, 0);
            return ZoneOffset.ofTotalSeconds((numeric.group(1).equals("-") ? -minutes : minutes) * 60);
        }
        return ZoneOffset.ofHours(ZONES.getOrDefault(zone.toUpperCase(Locale.ROOT), 0));
    }

    private static int number(Matcher match, int group, int otherwise) {
        String digits = group(match, group);
        return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    private static String group(Matcher match, int group) {
        String found = match.group(group);
        return found == null ? "" : found;
    }
}
