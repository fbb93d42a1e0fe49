package dev.crier.core.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * One file of a log on disk: records one after the other, appended at the end, in the order of their positions.
 *
 * <p>Written by the log's thread; read on any thread. A file that is closed while it is read fails that read with a
 * {@link java.nio.channels.ClosedChannelException}: its records are elsewhere then, or gone.
 */
final class Segment {

    private final long base;
    private final Path file;
    private final FileChannel channel;
    private volatile long size;
    /** How many bytes belong to what is kept; the log thread's. */
    private long live;

    /**
     * Takes over an open file.
     *
     * @param base every position in it is at least this one
     */
    Segment(long base, Path file, FileChannel channel) throws IOException {
        this.base = base;
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    long base() {
        return base;
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    long live() {
        return live;
    }

    /** So many of its bytes belong to what is kept. */
    void gained(long bytes) {
        live += bytes;
    }

    /** So many don't any more. */
    void lost(long bytes) {
        live -= bytes;
    }

    /** Writes all of a buffer, or nothing: what was written of it before a failure is taken back. */
    void append(ByteBuffer records) throws IOException {
        long at = size;
        try {
            while (records.hasRemaining()) {
                at += channel.write(records, at);
            }
        } catch (IOException failed) {
            try {
                channel.truncate(size);
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
        size = at;
    }

    /** Reads so many bytes from an offset on. */
    ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException(file + " ends before byte " + (offset + length));
            }
        }
        return bytes.flip();
    }

    /** All of it, as it is now. */
    MappedByteBuffer map() throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    }

    /** Cuts off what stands behind an offset. */
    void cut(long offset) throws IOException {
        channel.truncate(offset);
        size = offset;
    }

    /** Returns when the disk has all that was written. */
    void sync() throws IOException {
        channel.force(false);
    }

    void close() throws IOException {
        channel.close();
    }
}
