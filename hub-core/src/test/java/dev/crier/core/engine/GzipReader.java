package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a gzip stream as it comes, like a browser: each piece at once, with nothing but the stream's own past. */
final class GzipReader {

    private static final int HEAD = 10;

    private final Inflater inflater = new Inflater(true);
    private final Buffer head = Buffer.buffer();
    private final Buffer text = Buffer.buffer();
    private long received;

    /** Takes the next piece, and answers what it says; fails if it can't be read. */
    Buffer add(Buffer piece) {
        int before = text.length();
        received += piece.length();
        Buffer rest = piece;
        if (head.length() < HEAD) {
            int missing = Math.min(HEAD - head.length(), piece.length());
            head.appendBuffer(piece, 0, missing);
            rest = piece.slice(missing, piece.length());
        }
        inflater.setInput(rest.getBytes());
        byte[] out = new byte[4_096];
        try {
            int length;
            do {
                length = inflater.inflate(out);
                text.appendBytes(out, 0, length);
            } while (length > 0);
        } catch (DataFormatException broken) {
            throw new AssertionError("the stream is corrupt after " + text.length() + " bytes of text", broken);
        }
        if (inflater.getRemaining() > 0) {
            throw new AssertionError("the stream ended early, or needs a dictionary");
        }
        return text.slice(before, text.length());
    }

    Buffer head() {
        return head;
    }

    String text() {
        return text.toString(StandardCharsets.UTF_8);
    }

    int length() {
        return text.length();
    }

    /** How many bytes came over the wire. */
    long received() {
        return received;
    }
}
