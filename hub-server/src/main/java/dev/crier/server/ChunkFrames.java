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
 * for each, in three pieces, and copy it out of the heap for each; here the frame is made once, off the heap, and each
 * connection gets a duplicate of it. Remembering the last buffer is enough, since a pass writes one buffer to one member
 * after the other. Not thread-safe: one for each event loop.
 */
final class ChunkFrames {

    private @Nullable Buffer last;
    private @Nullable ByteBuf frame;

    /** The bytes as a chunk; the caller owns one reference to it. */
    @SuppressWarnings("ReferenceEquality") // the question is whether it is the same buffer, not whether it is equal
    ByteBuf chunk(Buffer bytes, ByteBufAllocator allocator) {
        ByteBuf known = frame;
        if (known == null || bytes != last) {
            clear();
            known = frame(bytes, allocator);
            frame = known;
            last = bytes;
        }
        return known.retainedDuplicate();
    }

    /** Forgets the last buffer. */
    void clear() {
        if (frame != null) {
            frame.release();
        }
        frame = null;
        last = null;
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
