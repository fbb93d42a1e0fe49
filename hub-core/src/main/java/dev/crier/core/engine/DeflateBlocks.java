package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.zip.Deflater;

/**
 * Turns buffers into blocks of a deflate stream (RFC 1951), each ended at a byte, so that what is sent can be read at once.
 *
 * <p>For one thread. It holds memory of zlib's outside the heap, about 200 KiB, until it is closed.
 */
final class DeflateBlocks implements AutoCloseable {

    private static final int LEVEL = 6;
    /** What an empty stored block costs, which a sync flush ends with, and some blocks' heads. */
    private static final int ROOM = 64;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private byte[] output = new byte[1 << 10];

    /** Forgets what was compressed: the next blocks refer to nothing before them. */
    void restart() {
        deflater.reset();
    }

    /** The blocks of the next bytes, none of them the last of the stream. */
    Buffer next(Buffer plain) {
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
