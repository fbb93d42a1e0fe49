package dev.crier.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a URI percent-encodes (RFC 3986, section 2.1), strictly: where a lenient decoder would guess, two parts of a
 * system guess differently. Stateless.
 */
final class PercentDecoder {

    private PercentDecoder() {}

    /**
     * Decodes a part of a request target.
     *
     * @param what names the part in errors
     * @param plusIsSpace whether {@code +} is a space, as in a query
     * @throws ProblemException 400 if a percent sign isn't followed by two hexadecimal digits, if a character is neither
     *     printable ASCII nor encoded, or if the bytes are not UTF-8
     */
    static String decode(String what, String text, boolean plusIsSpace) {
        if (plain(text, plusIsSpace)) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) octet(what, text, i);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[length++] = ' ';
            } else if (c > 0x20 && c < 0x7f) {
                bytes[length++] = (byte) c;
            } else {
                throw new ProblemException(400, "the " + what + " holds a character that must be percent-encoded");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(400, "the percent-encoded bytes of the " + what + " aren't UTF-8");
        }
    }

    private static boolean plain(String text, boolean plusIsSpace) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c <= 0x20 || c >= 0x7f || (c == '+' && plusIsSpace)) {
                return false;
            }
        }
        return true;
    }

    private static int octet(String what, String text, int percent) {
        if (percent + 2 < text.length()) {
            int high = Character.digit(text.charAt(percent + 1), 16);
            int low = Character.digit(text.charAt(percent + 2), 16);
            if (high >= 0 && low >= 0) {
                return high << 4 | low;
            }
        }
        throw new ProblemException(
                400, "in the " + what + " a '%' isn't followed by two hexadecimal digits; write '%25' for a bare one");
    }
}
