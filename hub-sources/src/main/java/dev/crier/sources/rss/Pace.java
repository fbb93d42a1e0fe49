package dev.crier.sources.rss;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How often a feed's document wants to be read: RSS 2.0 {@code ttl}, {@code skipHours} and {@code skipDays}, and the
 * syndication module's {@code sy:updatePeriod}. Immutable and safe to share.
 *
 * @param interval the shortest time between two reads, zero if the feed doesn't mind
 * @param skipHours hours of the day, in UTC, when it shouldn't be read; 0 to 23, never all
 * @param skipDays days of the week, in UTC, when it shouldn't be read; never all
 */
record Pace(Duration interval, SortedSet<Integer> skipHours, SortedSet<DayOfWeek> skipDays) {

    /** Any time is fine. */
    static final Pace ANY = of(Duration.ZERO, List.of(), List.of());

    private static final int HOURS = 24;

    Pace {
        skipHours = new TreeSet<>(skipHours);
        skipDays = new TreeSet<>(skipDays);
    }

    /** A pace without the values that can't be: hours beyond the day, and all hours or all days at once. */
    static Pace of(Duration interval, Collection<Integer> skipHours, Collection<DayOfWeek> skipDays) {
        SortedSet<Integer> hours = skipHours.stream()
                .filter(hour -> hour >= 0 && hour <= HOURS)
                .map(hour -> hour % HOURS)
                .collect(Collectors.toCollection(TreeSet::new));
        SortedSet<DayOfWeek> days = new TreeSet<>(skipDays);
        return new Pace(
                interval.isNegative() ? Duration.ZERO : interval,
                hours.size() == HOURS ? new TreeSet<>() : hours,
                days.size() == DayOfWeek.values().length ? new TreeSet<>() : days);
    }

    @Override
    public SortedSet<Integer> skipHours() {
        return new TreeSet<>(skipHours);
    }

    @Override
    public SortedSet<DayOfWeek> skipDays() {
        return new TreeSet<>(skipDays);
    }

    /** The first time from this one on when the feed may be read. */
    Instant firstAllowed(Instant from) {
        OffsetDateTime time = from.atOffset(ZoneOffset.UTC);
        while (skipHours.contains(time.getHour()) || skipDays.contains(time.getDayOfWeek())) {
            time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        }
        return time.toInstant();
    }

    /** The pace in one line that {@link #parse} reads; empty for {@link #ANY}. */
    String text() {
        List<String> words = new ArrayList<>();
        if (!interval.isZero()) {
            words.add("every=" + interval);
        }
        if (!skipHours.isEmpty()) {
            words.add("skip-hours=" + joined(skipHours));
        }
        if (!skipDays.isEmpty()) {
            words.add("skip-days=" + joined(skipDays));
        }
        return String.join(" ", words);
    }

    private static String joined(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Reads what {@link #text} wrote; {@link #ANY} if it is something else. */
    static Pace parse(String text) {
        Duration interval = Duration.ZERO;
        List<Integer> hours = new ArrayList<>();
        List<DayOfWeek> days = new ArrayList<>();
        try {
            for (String word : List.of(text.split(" ", -1))) {
                List<String> values =
                        List.of(word.substring(word.indexOf('=') + 1).split(",", -1));
                if (word.startsWith("every=")) {
                    interval = Duration.parse(values.get(0));
                } else if (word.startsWith("skip-hours=")) {
                    values.forEach(value -> hours.add(Integer.valueOf(value)));
                } else if (word.startsWith("skip-days=")) {
                    values.forEach(value -> days.add(DayOfWeek.valueOf(value.toUpperCase(Locale.ROOT))));
                }
            }
            return of(interval, hours, days);
        } catch (DateTimeException | IllegalArgumentException notOurs) {
            return ANY;
        }
    }
}
