package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compresses for the streams of one event loop: alone, so that a buffer can be read whatever was sent before it, and shared
 * (see {@link SharedCompression}). Only for that loop.
 */
final class Compression implements AutoCloseable {

    /** So many hold 64 MiB at the most. */
    static final int MOST_OPEN = 128;

    private final Map<ContentCoding, Blocks> alone = new EnumMap<>(ContentCoding.class);
    private final Set<Blocks> open = new HashSet<>();
    private long epochs;

    /** The bytes as blocks that refer to nothing before them. */
    Buffer alone(Buffer plain, ContentCoding coding) {
        Blocks blocks = alone.computeIfAbsent(coding, this::make);
        blocks.restart();
        return blocks.next(plain);
    }

    /** Whether one more audience may have a compressor; without one its members get everything compressed alone. */
    boolean hasRoom() {
        return open.size() < MOST_OPEN;
    }

    /** A compressor for the members of one audience. */
    SharedCompression share(ContentCoding coding) {
        return new SharedCompression(this, make(coding));
    }

    private Blocks make(ContentCoding coding) {
        Blocks blocks = coding.blocks();
        open.add(blocks);
        return blocks;
    }

    /** The number of one more epoch, which no other has on this loop. */
    long nextEpoch() {
        return ++epochs;
    }

    /** How many compressors hold memory. */
    int open() {
        return open.size();
    }

    /** Gives back what a compressor holds. */
    void close(Blocks blocks) {
        open.remove(blocks);
        blocks.close();
    }

    /** Gives back what all of them hold. */
    @Override
    public void close() {
        open.forEach(Blocks::close);
        open.clear();
        alone.clear();
    }
}
