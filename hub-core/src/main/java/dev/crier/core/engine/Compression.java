package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Compresses for the streams of one event loop: alone, so that a buffer can be read whatever was sent before it, and shared
 * (see {@link SharedCompression}). Only for that loop.
 */
final class Compression implements AutoCloseable {

    /** A gzip header without a name and a time (RFC 1952, section 2.3); of an unknown system. */
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private @Nullable DeflateBlocks alone;
    private long epochs;

    /** What a stream begins with. */
    Buffer head() {
        return Buffer.buffer(GZIP_HEAD);
    }

    /** The bytes as blocks that refer to nothing before them. */
    Buffer alone(Buffer plain) {
        if (alone == null) {
            alone = new DeflateBlocks();
        }
        alone.restart();
        return alone.next(plain);
    }

    /** A compressor for the members of one audience. */
    SharedCompression share() {
        return new SharedCompression(() -> ++epochs);
    }

    @Override
    public void close() {
        if (alone != null) {
            alone.close();
            alone = null;
        }
    }
}
