package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.zip.Deflater;

/** Blocks of a deflate stream (RFC 1951), which gzip consists of. It holds about 200 KiB of zlib's until it is closed. */
final class DeflateBlocks implements Blocks {

    /** A gzip header without a name and a time (RFC 1952, section 2.3); of an unknown system. */
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int LEVEL = 6;
    /** What an empty stored block costs, which a sync flush ends with, and some blocks' heads. */
    private static final int ROOM = 64;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private byte[] output = new byte[1 << 10];

    /** What a stream begins with. */
    static Buffer head() {
        return Buffer.buffer(HEAD);
    }

    @Override
    public void restart() {
        deflater.reset();
    }

    @Override
    public Buffer next(Buffer plain) {
        deflater.setInput(plain.getBytes());
        Buffer blocks = Buffer.buffer(plain.length() / 2 + ROOM);
        int length;
        do {
            length = deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
            blocks.appendBytes(output, 0, length);
            // Flushed whole only when there was room left; otherwise zlib would begin another flush.
        } while (length == output.length);
        if (blocks.length() > output.length) {
            output = new byte[Math.min(Integer.highestOneBit(blocks.length()) << 1, 1 << 17)];
        }
        return blocks;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
