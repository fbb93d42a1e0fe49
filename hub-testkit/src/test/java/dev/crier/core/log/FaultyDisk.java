package dev.crier.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that gets full, fails to sync, and knows what it was asked to keep. Safe on any thread. */
final class FaultyDisk implements SegmentFolder.Opener {

    private final Map<Path, Long> synced = new ConcurrentHashMap<>();
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean syncFails;
    private volatile boolean killed;

    /** From now on it takes so many bytes more. */
    void room(long bytes) {
        room.set(bytes);
    }

    /** From now on nothing that the log does reaches the files, as if its process had been killed. */
    void kill() {
        killed = true;
    }

    void syncFails(boolean fails) {
        syncFails = fails;
    }

    /** How much of a file a power cut leaves. */
    long synced(Path file) {
        return synced.getOrDefault(file, 0L);
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        requireAlive();
        return new Channel(file, FileChannel.open(file, options));
    }

    private void requireAlive() throws IOException {
        if (killed) {
            throw new IOException("the process was killed");
        }
    }

    private final class Channel extends FileChannel {

        private final Path file;
        private final FileChannel real;

        Channel(Path file, FileChannel real) throws IOException {
            this.file = file;
            this.real = real;
            synced.put(file, real.size());
        }

        @Override
        public int write(ByteBuffer bytes, long at) throws IOException {
            requireAlive();
            if (room.get() <= 0) {
                throw new IOException("No space left on device");
            }
            int all = bytes.limit();
            bytes.limit((int) Math.min(all, bytes.position() + Math.min(all, room.get())));
            int written = real.write(bytes, at);
            bytes.limit(all);
            room.addAndGet(-written);
            return written;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            requireAlive();
            if (syncFails) {
                throw new IOException("Input/output error");
            }
            long size = real.size();
            real.force(metadata);
            synced.put(file, size);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            requireAlive();
            real.truncate(size);
            return this;
        }

        @Override
        public int read(ByteBuffer bytes, long at) throws IOException {
            return real.read(bytes, at);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long at, long size) throws IOException {
            return real.map(mode, at, size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        // What a log doesn't use.

        @Override
        public int read(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long at) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long at, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long at, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long at, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long at, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
