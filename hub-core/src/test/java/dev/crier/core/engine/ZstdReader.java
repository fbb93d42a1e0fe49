package dev.crier.core.engine;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/** Reads zstd by the library's streaming decoder, one frame after another. */
final class ZstdReader extends CodedReader {

    private final ZstdDecompressCtx decoder = new ZstdDecompressCtx();
    private final ByteBuffer out = ByteBuffer.allocateDirect(4_096);

    @Override
    void decode(Buffer piece, Buffer text) {
        ByteBuffer in = ByteBuffer.allocateDirect(piece.length());
        in.put(piece.getBytes()).flip();
        boolean ended;
        do {
            out.clear();
            try {
                ended = decoder.decompressDirectByteBufferStream(out, in);
            } catch (ZstdException broken) {
                throw new AssertionError("the stream is corrupt after " + text.length() + " bytes of text", broken);
            }
            byte[] some = new byte[out.flip().remaining()];
            out.get(some);
            text.appendBytes(some);
        } while (in.hasRemaining() || out.limit() == out.capacity());
        if (ended) {
            throw new AssertionError("the reader isn't within a frame after " + text.length() + " bytes of text");
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
