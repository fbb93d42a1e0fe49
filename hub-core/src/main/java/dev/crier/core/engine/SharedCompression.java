package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;

/**
 * Compresses what all members of an audience get, once for all of them, with the history that they have in common.
 *
 * <p>Only for its event loop. A back-reference counts bytes of the reader's own past, so it is right only for readers who got
 * the same bytes since the compressor last forgot its past. That span is an epoch, with a number that no other has on this
 * loop. A member follows an epoch from its first buffer on; one byte that was sent to it alone, and it does no longer. Those
 * who don't follow get each buffer compressed alone, until the next epoch takes them in. It begins when there are such
 * members and the present one has lasted {@value #BUFFERS} buffers or {@value #MILLISECONDS} ms; as long as all follow, it
 * goes on, since forgetting costs compression.
 */
final class SharedCompression implements AutoCloseable {

    static final int BUFFERS = 64;
    static final long MILLISECONDS = 10_000;

    private final Compression compression;
    private final Blocks blocks;
    private long epoch;
    private int buffers;
    private long begun;
    private boolean first;

    SharedCompression(Compression compression, Blocks blocks) {
        this.compression = compression;
        this.blocks = blocks;
    }

    /**
     * Compresses the next buffer for those who follow.
     *
     * @param strangers whether there are members who don't follow
     * @param now the fan-out's time, in milliseconds
     */
    Buffer next(Buffer plain, boolean strangers, long now) {
        first = epoch == 0 || (strangers && (buffers >= BUFFERS || now - begun >= MILLISECONDS));
        if (first) {
            blocks.restart();
            epoch = compression.nextEpoch();
            buffers = 0;
            begun = now;
        }
        buffers++;
        return blocks.next(plain);
    }

    /** The epoch of the last buffer. */
    long epoch() {
        return epoch;
    }

    /** Whether the last buffer was the first of its epoch, which everybody can read. */
    boolean first() {
        return first;
    }

    @Override
    public void close() {
        compression.close(blocks);
    }
}
