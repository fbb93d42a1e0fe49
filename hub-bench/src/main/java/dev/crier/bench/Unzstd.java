package dev.crier.bench;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/**
 * Decodes a stream of zstd frames (RFC 8878), one after another, whether or not the last one ends.
 *
 * <p>The buffers are scratch that streams of one thread share.
 */
public final class Unzstd implements Decoder {

    private final ZstdDecompressCtx decoder = new ZstdDecompressCtx();
    private final ByteBuffer input;
    private final ByteBuffer output;
    private final byte[] scratch;

    /**
     * Makes a reader at the beginning of a stream.
     *
     * @param input direct; holds what is decoded, a piece at a time
     * @param output direct; holds what was decoded
     * @param scratch as long as the output; holds it until the sink has taken it
     */
    public Unzstd(ByteBuffer input, ByteBuffer output, byte[] scratch) {
        this.input = input;
        this.output = output;
        this.scratch = scratch;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, ByteSink out) {
        for (int at = from; at < to; ) {
            int length = Math.min(to - at, input.capacity());
            input.clear().put(bytes, at, length).flip();
            decode(out);
            at += length;
        }
    }

    private void decode(ByteSink out) {
        boolean full;
        do {
            output.clear();
            try {
                decoder.decompressDirectByteBufferStream(output, input);
            } catch (ZstdException e) {
                throw new BenchException("A compressed stream of the server can't be decoded: " + e.getMessage(), e);
            }
            full = !output.hasRemaining();
            int length = output.flip().remaining();
            output.get(scratch, 0, length);
            if (length > 0) {
                out.accept(scratch, 0, length);
            }
        } while (full || input.hasRemaining());
    }

    @Override
    public void close() {
        decoder.close();
    }
}
