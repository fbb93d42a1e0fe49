package dev.crier.core;

/** How long a text is on the wire, without encoding it. Stateless. */
final class Utf8 {

    private Utf8() {}

    /**
     * The length of a text in UTF-8, in bytes.
     *
     * @throws InvalidEventException if the text holds half a surrogate pair, which UTF-8 can't say
     */
    static int length(String what, String text) {
        int length = text.length();
        int next = 0;
        while (next < text.length()) {
            int at = next++;
            char c = text.charAt(at);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && next < text.length()
                        && Character.isLowSurrogate(text.charAt(next++));
                if (!pair) {
                    throw new InvalidEventException("the " + what + " holds half a surrogate pair at character " + at
                            + "; it isn't valid Unicode");
                }
                length += 2; // two chars, four bytes
            } else if (c > 0x7f) {
                length += c <= 0x7ff ? 1 : 2;
            }
        }
        return length;
    }
}
