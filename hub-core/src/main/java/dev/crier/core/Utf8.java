package dev.crier.core;

/** How long a text is on the wire, without encoding it. Stateless. */
final class Utf8 {

    private Utf8() {}

    /** The length of well-formed text in UTF-8, in bytes. */
    static int length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                // A pair of surrogates is two chars and four bytes: two for each.
                length += c <= 0x7ff || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
