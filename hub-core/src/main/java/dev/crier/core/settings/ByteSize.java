package dev.crier.core.settings;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as people write it: {@code 64KiB}, {@code 1MiB}, {@code 512MB}.
 *
 * <p>{@code KiB}, {@code MiB}, {@code GiB} and {@code TiB} are powers of 1024, {@code KB}, {@code MB}, {@code GB} and
 * {@code TB} powers of 1000; {@code B} or no unit is bytes. Immutable and safe to share.
 *
 * @param bytes how many, from 0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private record Unit(String name, long bytes) {}

    /** Binary ones first: of two equally short texts, that one is shown. */
    private static final List<Unit> UNITS = List.of(
            new Unit("TiB", 1L << 40),
            new Unit("GiB", 1L << 30),
            new Unit("MiB", 1L << 20),
            new Unit("KiB", 1L << 10),
            new Unit("TB", 1_000_000_000_000L),
            new Unit("GB", 1_000_000_000L),
            new Unit("MB", 1_000_000L),
            new Unit("KB", 1_000L),
            new Unit("B", 1L));

    private static final Pattern FORM = Pattern.compile("([0-9]{1,19}) ?([A-Za-z]*)");

    /**
     * Makes a size.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /** A size of so many bytes. */
    public static ByteSize ofBytes(long bytes) {
        return new ByteSize(bytes);
    }

    /** A size of so many times 1024 bytes. */
    public static ByteSize ofKibibytes(long kibibytes) {
        return new ByteSize(Math.multiplyExact(kibibytes, 1L << 10));
    }

    /** A size of so many times 1024 * 1024 bytes. */
    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads a size such as {@code 64KiB}.
     *
     * @throws IllegalArgumentException if the text is none, or more than a {@code long} holds
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(expected(text));
        }
        String name = form.group(2).isEmpty() ? "B" : form.group(2);
        for (Unit unit : UNITS) {
            if (unit.name.equals(name)) {
                try {
                    return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit.bytes));
                } catch (ArithmeticException | NumberFormatException tooBig) {
                    throw new IllegalArgumentException(
                            "the size " + text + " is too big; at most " + new ByteSize(Long.MAX_VALUE)
                                    + " are allowed",
                            tooBig);
                }
            }
        }
        throw new IllegalArgumentException(
                Nearest.to(name, UNITS.stream().map(Unit::name).toList())
                        .map(nearest -> "the size " + Printable.quoted(text) + " has no known unit; did you mean "
                                + form.group(1) + nearest + "?")
                        .orElseGet(() -> expected(text)));
    }

    private static String expected(String text) {
        return Printable.quoted(text) + " is no size; expected bytes such as 64KiB, 16MiB, 512MB or 4096";
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest text that {@link #parse} reads as this size. */
    @Override
    public String toString() {
        String shortest = bytes + "B";
        for (Unit unit : UNITS) {
            if (bytes != 0 && bytes % unit.bytes == 0) {
                String text = bytes / unit.bytes + unit.name;
                if (text.length() < shortest.length()) {
                    shortest = text;
                }
            }
        }
        return shortest;
    }
}
