package dev.crier.server.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One item of news that is true of a moment, and a function of it alone. Immutable.
 *
 * @param title the headline
 * @param summary a sentence more
 * @param category what it is about
 * @param link where to read on
 */
record ClockNews(String title, String summary, String category, String link) {

    private static final String READ_ON = "https://en.wikipedia.org/wiki/";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE", Locale.ENGLISH);

    /** The mean time from new moon to new moon, in days, and a new moon to count from. */
    private static final double SYNODIC_MONTH = 29.530588853;

    private static final Instant NEW_MOON = Instant.parse("2000-01-06T18:14:00Z");

    private static final List<String> CITIES = List.of(
            "Asia/Tokyo",
            "America/New_York",
            "Africa/Nairobi",
            "Europe/Lisbon",
            "Australia/Sydney",
            "America/Sao_Paulo",
            "Asia/Kolkata",
            "America/Vancouver",
            "Pacific/Auckland",
            "Africa/Cairo");

    private static final List<String> MOONS = List.of(
            "new moon",
            "waxing crescent",
            "first quarter",
            "waxing gibbous",
            "full moon",
            "waning gibbous",
            "last quarter",
            "waning crescent");

    /**
     * The news of a moment.
     *
     * @param number counts the moments, and chooses what is told of this one
     */
    static ClockNews at(long number, Instant time) {
        return switch ((int) Math.floorMod(number, 4L)) {
            case 0 -> city(number / 4, time);
            case 1 -> number(number);
            case 2 -> moon(time);
            default -> year(time);
        };
    }

    private static ClockNews city(long turn, Instant time) {
        String zone = CITIES.get((int) Math.floorMod(turn, (long) CITIES.size()));
        String city = zone.substring(zone.indexOf('/') + 1);
        String name = city.replace('_', ' ');
        ZonedDateTime there = time.atZone(ZoneId.of(zone));
        String part = there.getHour() < 6
                ? "deep in the night"
                : there.getHour() < 12
                        ? "in the morning"
                        : there.getHour() < 18 ? "in the afternoon" : "in the evening";
        return new ClockNews(
                "It is " + TIME.format(there) + " in " + name,
                "A " + DAY.format(there) + " " + part + ", " + offset(there) + " from Greenwich.",
                "cities",
                READ_ON + city);
    }

    private static String offset(ZonedDateTime there) {
        int minutes = there.getOffset().getTotalSeconds() / 60;
        return String.format(Locale.ROOT, "%+d:%02d hours", minutes / 60, Math.abs(minutes % 60));
    }

    private static ClockNews number(long number) {
        List<Long> factors = factors(number);
        String title = factors.size() == 1
                ? number + " is a prime number"
                : number + " is " + factors.stream().map(String::valueOf).collect(Collectors.joining(" × "));
        return new ClockNews(
                title,
                "The bell of this tower has rung " + number + " times since 1970, once every 20 seconds.",
                "numbers",
                READ_ON + (factors.size() == 1 ? "Prime_number" : "Integer_factorization"));
    }

    private static List<Long> factors(long number) {
        List<Long> factors = new ArrayList<>();
        long rest = number;
        for (long divisor = 2; divisor * divisor <= rest; divisor++) {
            while (rest % divisor == 0) {
                factors.add(divisor);
                rest /= divisor;
            }
        }
        if (rest > 1 || factors.isEmpty()) {
            factors.add(rest);
        }
        return factors;
    }

    private static ClockNews moon(Instant time) {
        double days = (time.getEpochSecond() - NEW_MOON.getEpochSecond()) / 86_400.0;
        double phase = days / SYNODIC_MONTH - Math.floor(days / SYNODIC_MONTH);
        long lit = Math.round((1 - Math.cos(2 * Math.PI * phase)) * 50);
        String name = MOONS.get((int) Math.floorMod(Math.round(phase * MOONS.size()), (long) MOONS.size()));
        return new ClockNews(
                "The moon is lit by " + lit + " %",
                String.format(Locale.ROOT, "It is a %s, %.3f days after the new moon.", name, phase * SYNODIC_MONTH),
                "sky",
                READ_ON + "Lunar_phase");
    }

    private static ClockNews year(Instant time) {
        ZonedDateTime now = time.atZone(ZoneOffset.UTC);
        LocalDate day = now.toLocalDate();
        double past = (day.getDayOfYear() - 1 + now.toLocalTime().toSecondOfDay() / 86_400.0) / day.lengthOfYear();
        return new ClockNews(
                String.format(Locale.ROOT, "%.5f %% of %d is over", past * 100, day.getYear()),
                "It is day " + day.getDayOfYear() + " of " + day.lengthOfYear() + ", " + TIME.format(now)
                        + " in Greenwich.",
                "calendar",
                READ_ON + "Calendar_year");
    }
}
