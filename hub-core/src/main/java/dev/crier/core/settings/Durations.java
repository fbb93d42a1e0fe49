package dev.crier.core.settings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How durations are written in settings: one whole number and one unit, {@code 500ms}. Stateless. */
public final class Durations {

    private record Unit(String name, long millis) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("d", 86_400_000L),
            new Unit("h", 3_600_000L),
            new Unit("m", 60_000L),
            new Unit("s", 1_000L),
            new Unit("ms", 1L));

    private static final Pattern FORM = Pattern.compile("([0-9]{1,19}) ?([A-Za-z]*)");
    private static final String EXPECTED = "expected a number with a unit such as 500ms, 15s, 5m, 1h or 7d";

    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private Durations() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the text is none; the message is fit for the person who wrote it
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(Printable.quoted(text) + " is no duration; " + EXPECTED);
        }
        String number = form.group(1);
        String name = form.group(2);
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "the duration " + text + " has no unit; did you mean " + number + "s or " + number + "ms?");
        }
        for (Unit unit : UNITS) {
            if (unit.name.equals(name)) {
                try {
                    return Duration.ofMillis(Math.multiplyExact(Long.parseLong(number), unit.millis));
                } catch (ArithmeticException | NumberFormatException tooLong) {
                    throw new IllegalArgumentException("the duration " + text + " is too long", tooLong);
                }
            }
        }
        throw new IllegalArgumentException(
                "the duration " + Printable.quoted(text) + " has no known unit; " + EXPECTED);
    }

    /** The text with the biggest unit that fits; what has no whole milliseconds is written as ISO 8601 has it. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        boolean wholeMillis = duration.truncatedTo(ChronoUnit.MILLIS).equals(duration);
        if (duration.isNegative() || !wholeMillis || duration.compareTo(LONGEST) > 0) {
            return duration.toString();
        }
        long millis = duration.toMillis();
        for (Unit unit : UNITS) {
            if (millis % unit.millis == 0) {
                return millis / unit.millis + unit.name;
            }
        }
        throw new AssertionError("every number of milliseconds is a multiple of 1 ms");
    }
}
