package dev.crier.core.engine;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/** Reads zstd by the library's streaming decoder, one frame after another. */
final class ZstdReader extends CodedReader {

    private final ZstdDecompressCtx decoder = new ZstdDecompressCtx();
    private final ByteBuffer out = ByteBuffer.allocateDirect(4_096);

    private boolean ended;

    /** Whether the last frame has ended, as it has at the end of a stream alone. */
    @Override
    boolean ended() {
        return ended;
    }

    @Override
    void decode(Buffer piece, Buffer text) {
        if (ended) {
            throw new AssertionError(
                    "more came after the last frame had ended, behind " + text.length() + " bytes of text");
        }
        ByteBuffer in = ByteBuffer.allocateDirect(piece.length());
        in.put(piece.getBytes()).flip();
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
    }

    @Override
    public void close() {
        decoder.close();
    }
}
