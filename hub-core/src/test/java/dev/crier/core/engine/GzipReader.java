package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads gzip by the JDK's zlib. */
final class GzipReader extends CodedReader {

    private static final int HEAD = 10;

    private final Inflater inflater = new Inflater(true);
    private int head;

    @Override
    void decode(Buffer piece, Buffer text) {
        int missing = Math.min(HEAD - head, piece.length());
        head += missing;
        inflater.setInput(piece.getBytes(missing, piece.length()));
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
    }

    @Override
    boolean ended() {
        return inflater.finished();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
