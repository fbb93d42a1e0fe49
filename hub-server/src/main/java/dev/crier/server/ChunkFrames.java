package dev.crier.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames bytes as one chunk of HTTP/1.1 (RFC 9112, section 7.1) once for all connections that get the same bytes.
 *
 * <p>The fan-out hands the same {@link Buffer} to each member of an audience in turn. The HTTP encoder would frame it anew
 * for each, in three pieces, and copy it out of the heap for each; here the frame is made once, off the heap, for all of
 * them. Remembering the last {@value #KEPT} buffers is enough: a pass writes one, or its compressed forms, to one member
 * after the other. Not thread-safe: one for each event loop.
 */
final class ChunkFrames {

    static final int KEPT = 4;

    private final @Nullable Buffer[] buffers = new Buffer[KEPT];
    private final @Nullable ByteBuf[] frames = new ByteBuf[KEPT];
    private int next;

    /** The bytes as a chunk, which stays this object's: whoever keeps it past the next call takes a reference of its own. */
    @SuppressWarnings("ReferenceEquality") // the question is whether it is the same buffer, not whether it is equal
    ByteBuf chunk(Buffer bytes, ByteBufAllocator allocator) {
        for (int i = 0; i < KEPT; i++) {
            ByteBuf known = frames[i];
            if (known != null && buffers[i] == bytes) {
                return known;
            }
        }
        ByteBuf made = frame(bytes, allocator);
        forget(next);
        buffers[next] = bytes;
        frames[next] = made;
        next = (next + 1) % KEPT;
        return made;
    }

    /** Forgets all buffers. */
    void clear() {
        for (int i = 0; i < KEPT; i++) {
            forget(i);
        }
    }

    private void forget(int i) {
        ByteBuf old = frames[i];
        if (old != null) {
            old.release();
        }
        frames[i] = null;
        buffers[i] = null;
    }

    private static ByteBuf frame(Buffer bytes, ByteBufAllocator allocator) {
        byte[] size = Integer.toHexString(bytes.length()).getBytes(StandardCharsets.US_ASCII);
        ByteBuf chunk = allocator.directBuffer(size.length + bytes.length() + 4);
        chunk.writeBytes(size).writeByte('\r').writeByte('\n');
        chunk.writeBytes(((BufferInternal) bytes).getByteBuf());
        chunk.writeByte('\r').writeByte('\n');
        return chunk;
    }
}
