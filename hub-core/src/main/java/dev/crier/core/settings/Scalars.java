package dev.crier.core.settings;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The types that are written as one text, and how to read them. Stateless. */
final class Scalars {

    /** How to read one type; {@code expected} completes "expected ...". */
    record Scalar(String expected, Function<String, Object> parse) {}

    private static final Scalar INT = new Scalar("a whole number", Scalars::parseInt);
    private static final Scalar LONG = new Scalar("a whole number", Scalars::parseLong);
    private static final Scalar DOUBLE = new Scalar("a number", Scalars::parseDouble);
    private static final Scalar BOOLEAN = new Scalar("true or false", Scalars::parseBoolean);

    static final Map<Class<?>, Scalar> KNOWN = Map.ofEntries(
            Map.entry(String.class, new Scalar("a text", text -> text)),
            Map.entry(int.class, INT),
            Map.entry(Integer.class, INT),
            Map.entry(long.class, LONG),
            Map.entry(Long.class, LONG),
            Map.entry(double.class, DOUBLE),
            Map.entry(Double.class, DOUBLE),
            Map.entry(boolean.class, BOOLEAN),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(Duration.class, new Scalar("a duration such as 500ms, 15s or 1h", Durations::parse)),
            Map.entry(ByteSize.class, new Scalar("a size such as 64KiB or 1MiB", ByteSize::parse)),
            Map.entry(Topic.class, new Scalar("a topic such as stocks/ACME", Topic::of)),
            Map.entry(TopicFilter.class, new Scalar("a topic or pattern such as stocks/*", TopicFilter::of)),
            Map.entry(URI.class, new Scalar("an address such as https://example.org/feed", Scalars::parseUri)),
            Map.entry(Path.class, new Scalar("a path", Scalars::parsePath)));

    private Scalars() {}

    static boolean known(Class<?> type) {
        return type.isEnum() || KNOWN.containsKey(type);
    }

    /**
     * Reads a text as a known type.
     *
     * @throws IllegalArgumentException if it is none; the message is fit for the person who wrote it
     */
    static Object parse(String text, Class<?> type) {
        return type.isEnum()
                ? parseEnum(text, type)
                : Settings.present(KNOWN.get(type)).parse().apply(text);
    }

    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + String.join(", ", names(type));
        }
        Scalar scalar = KNOWN.get(type);
        return scalar == null ? "a value" : scalar.expected();
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> names(Class<?> type) {
        return constants(type).stream().map(Scalars::name).toList();
    }

    private static List<? extends Enum<?>> constants(Class<?> type) {
        return Arrays.stream(Settings.present(type.getEnumConstants()))
                .map(constant -> (Enum<?>) constant)
                .toList();
    }

    private static Object parseEnum(String text, Class<?> type) {
        for (Enum<?> constant : constants(type)) {
            if (name(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(Printable.quoted(text) + " is not one of " + String.join(", ", names(type))
                + Nearest.to(text, names(type))
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse(""));
    }

    private static Object parseInt(String text) {
        long number = parseWhole(text);
        if (number != (int) number) {
            throw outOfRange(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private static Object parseLong(String text) {
        return parseWhole(text);
    }

    private static long parseWhole(String text) {
        if (!text.matches("-?[0-9]+")) {
            throw new IllegalArgumentException(Printable.quoted(text) + " is no whole number");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooBig) {
            throw outOfRange(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    private static IllegalArgumentException outOfRange(String text, long least, long most) {
        return new IllegalArgumentException(
                Printable.quoted(text) + " is out of range; expected " + least + " to " + most);
    }

    private static Object parseDouble(String text) {
        if (!text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw new IllegalArgumentException(Printable.quoted(text) + " is no number");
        }
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException(Printable.quoted(text) + " is out of range");
        }
        return number;
    }

    private static Object parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(Printable.quoted(text) + " is neither true nor false");
        };
    }

    private static Object parseUri(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an address is empty");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    Printable.quoted(text) + " is no address: " + e.getReason() + " at character " + (e.getIndex() + 1),
                    e);
        }
    }

    private static Object parsePath(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a path is empty; '.' is the folder itself");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(Printable.quoted(text) + " is no path: " + e.getReason(), e);
        }
    }
}
