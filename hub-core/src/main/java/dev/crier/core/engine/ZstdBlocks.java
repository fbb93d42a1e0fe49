package dev.crier.core.engine;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/**
 * Blocks of a zstd stream (RFC 8878). Whoever reads it is always within a frame that is open: one without a checksum may end
 * after any block, by an empty raw block that says it is the last (section 3.1.1.2), and frames may follow each other
 * (section 3.1). So the form that refers to nothing before it ends the frame, whichever that is, and begins another; the form
 * that goes on is blocks alone.
 *
 * <p>It holds up to 515 KiB of the library's outside the heap until it is closed (measured over a thousand of them), and 16
 * KiB for what goes in and out, until it is collected. What the hub makes needs 32 KiB of its reader, as deflate does.
 */
final class ZstdBlocks implements Blocks {

    /** The parser that weighs what each match costs: without it zlib makes less of small events; see CompressionBenchmark. */
    private static final int BTOPT = 7;

    private static final int SEARCH_LOG = 5;
    private static final int TARGET_LENGTH = 64;
    /** Three would need a table more. */
    private static final int MIN_MATCH = 4;

    /** Distances of 32 KiB at most, and tables for no more, since the library's own would hold a megabyte and more. */
    private static final int WINDOW_LOG = 15;

    private static final int CHAIN_LOG = 15;
    private static final int HASH_LOG = 13;

    /** What is longer is a frame of its own without that parser, which would hold the event loop up; see ADR 5. */
    private static final int LONG = 8 << 10;

    private static final int LEVEL_OF_LONG = 6;

    /** The smallest window that a frame can name (section 3.1.1.1.2). */
    private static final int LEAST_WINDOW_LOG = 10;

    /** What a frame begins with: its magic number, that it says neither size nor checksum, and its window. */
    private static final byte[] HEAD = {
        0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((WINDOW_LOG - LEAST_WINDOW_LOG) << 3)
    };

    /** Ends a frame: the last block, raw, of no bytes. */
    private static final byte[] CLOSE = {1, 0, 0};

    private static final int PIECE = 8 << 10;

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final ByteBuffer input = ByteBuffer.allocateDirect(PIECE);
    private final ByteBuffer output = ByteBuffer.allocateDirect(PIECE);
    private boolean begins;

    ZstdBlocks() {
        restart();
    }

    /** What a stream begins with: a frame without any block so far. */
    static Buffer head() {
        return Buffer.buffer(HEAD);
    }

    /** What a stream may end with: the end of the frame that is open. */
    static Buffer tail() {
        return Buffer.buffer(CLOSE);
    }

    @Override
    public void restart() {
        begin();
        context.setStrategy(BTOPT)
                .setSearchLog(SEARCH_LOG)
                .setTargetLength(TARGET_LENGTH)
                .setMinMatch(MIN_MATCH);
    }

    private void begin() {
        context.reset(); // the parameters too
        context.setLevel(LEVEL_OF_LONG)
                .setWindowLog(WINDOW_LOG)
                .setChainLog(CHAIN_LOG)
                .setHashLog(HASH_LOG)
                .setContentSize(false)
                .setChecksum(false);
        begins = true;
    }

    @Override
    public Buffer next(Buffer plain) {
        if (plain.length() <= LONG) {
            return blocks(plain);
        }
        begin();
        Buffer frame = blocks(plain);
        restart();
        return frame;
    }

    private Buffer blocks(Buffer plain) {
        Buffer blocks = Buffer.buffer(plain.length() / 2 + CLOSE.length + HEAD.length);
        if (begins && plain.length() > 0) {
            blocks.appendBytes(CLOSE); // the library begins the next frame itself, with its first byte
            begins = false;
        }
        int from = 0;
        do {
            int to = Math.min(plain.length(), from + PIECE);
            input.clear().put(plain.getBytes(from, to)).flip();
            compress(blocks, to == plain.length() ? EndDirective.FLUSH : EndDirective.CONTINUE);
            from = to;
        } while (from < plain.length());
        return blocks;
    }

    /** Compresses a piece; what is flushed is all that there is. */
    private void compress(Buffer blocks, EndDirective then) {
        boolean flushed;
        do {
            output.clear();
            flushed = context.compressDirectByteBufferStream(output, input, then);
            byte[] some = new byte[output.flip().remaining()];
            output.get(some);
            blocks.appendBytes(some);
        } while (input.hasRemaining() || (then == EndDirective.FLUSH && !flushed));
    }

    @Override
    public void close() {
        context.close();
    }
}
