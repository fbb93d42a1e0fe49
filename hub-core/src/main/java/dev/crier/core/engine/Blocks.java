package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;

/**
 * Turns buffers into blocks of a compressed stream, each ended at a byte, so that what is sent can be read at once.
 *
 * <p>For one thread. It holds memory outside the heap until it is closed, and can't be used afterwards.
 */
interface Blocks extends AutoCloseable {

    /** Forgets what was compressed: the next blocks refer to nothing before them, and can be put after any others. */
    void restart();

    /** The blocks of the next bytes, none of them the last of the stream. */
    Buffer next(Buffer plain);

    @Override
    void close();
}
