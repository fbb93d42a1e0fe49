package dev.crier.core.settings;

/** Shows texts of unknown origin in messages, so that they can neither forge lines nor flood a terminal. Stateless. */
public final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    /** The beginning of a text in quotes, its control characters as code points. */
    public static String quoted(String text) {
        int length = text.codePointCount(0, text.length());
        String begun = text.substring(0, text.offsetByCodePoints(0, Math.min(length, LONGEST)));
        return "'" + text(begun) + (length > LONGEST ? "...'" : "'");
    }

    /** A text with its control characters as code points. */
    public static String text(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                shown.append(String.format("U+%04X", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
