package dev.crier.server;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads one stream without what compresses it, a piece at a time. */
interface Decoding extends Closeable {

    /** What the next piece says; fails if it can't be read. */
    byte[] text(byte[] piece) throws DataFormatException;

    @Override
    default void close() {}

    /** A reader at the beginning of a stream, by the name of its coding. */
    static Decoding of(String coding) {
        return switch (coding) {
            case "identity" -> piece -> piece;
            case "gzip" -> new Gzip();
            case "zstd" -> new Zstd();
            default -> throw new IllegalArgumentException(coding);
        };
    }

    /** A stream ends without the trailer. */
    final class Gzip implements Decoding {

        private static final int HEAD = 10;

        private final Inflater inflater = new Inflater(true);
        private boolean begun;

        @Override
        public byte[] text(byte[] piece) throws DataFormatException {
            int from = begun ? 0 : HEAD; // which comes in the first write, with more
            begun = true;
            inflater.setInput(piece, from, piece.length - from);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] some = new byte[16_384];
            for (int length = inflater.inflate(some); length > 0; length = inflater.inflate(some)) {
                text.write(some, 0, length);
            }
            return text.toByteArray();
        }

        @Override
        public void close() {
            inflater.end();
        }
    }

    /** One frame after another, of which the last doesn't end. */
    final class Zstd implements Decoding {

        private final ZstdDecompressCtx decoder = new ZstdDecompressCtx();
        private final ByteBuffer out = ByteBuffer.allocateDirect(16_384);

        @Override
        public byte[] text(byte[] piece) {
            ByteBuffer in = ByteBuffer.allocateDirect(piece.length).put(piece).flip();
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            do {
                decoder.decompressDirectByteBufferStream(out.clear(), in);
                byte[] some = new byte[out.flip().remaining()];
                out.get(some);
                text.writeBytes(some);
            } while (in.hasRemaining() || out.limit() == out.capacity());
            return text.toByteArray();
        }

        @Override
        public void close() {
            decoder.close();
        }
    }
}
