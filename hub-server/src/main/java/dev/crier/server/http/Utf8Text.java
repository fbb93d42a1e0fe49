package dev.crier.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads text that must be UTF-8, to the last byte. Stateless. */
public final class Utf8Text {

    /** What the JVM puts in the place of bytes that aren't UTF-8; a text may also hold it honestly. */
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Text() {}

    /** The text; empty if the bytes aren't well-formed UTF-8. */
    public static Optional<String> decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8); // several times as fast as a decoder that reports
        return text.indexOf(REPLACEMENT) < 0 || wellFormed(bytes) ? Optional.of(text) : Optional.empty();
    }

    private static boolean wellFormed(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
