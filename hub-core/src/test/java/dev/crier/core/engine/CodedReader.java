package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Reads a compressed stream as it comes, like a browser: each piece at once, with nothing but the stream's own past. */
abstract class CodedReader implements AutoCloseable {

    private final Buffer raw = Buffer.buffer();
    private final Buffer text = Buffer.buffer();

    /** A reader at the beginning of a stream. */
    static CodedReader of(ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> throw new IllegalArgumentException();
            case GZIP -> new GzipReader();
            case ZSTD -> new ZstdReader();
        };
    }

    /** Takes the next piece, and answers what it says; fails if it can't be read. */
    Buffer add(Buffer piece) {
        int before = text.length();
        raw.appendBuffer(piece);
        decode(piece, text);
        return text.slice(before, text.length());
    }

    /** Appends what a piece says to the text. */
    abstract void decode(Buffer piece, Buffer text);

    /** Whether the stream has told its end. */
    abstract boolean ended();

    /** What came over the wire. */
    Buffer raw() {
        return raw;
    }

    String text() {
        return text.toString(StandardCharsets.UTF_8);
    }

    int length() {
        return text.length();
    }

    @Override
    public abstract void close();
}
