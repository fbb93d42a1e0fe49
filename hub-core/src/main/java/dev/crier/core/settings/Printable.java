package dev.crier.core.settings;

/** Shows texts of unknown origin in messages, so that they can neither forge lines nor flood a terminal. Stateless. */
final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                shown.append(String.format("U+%04X", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > LONGEST ? "...'" : "'")
                .toString();
    }
}
