package dev.crier.core.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A disk that gets full, fails to sync, and knows what it was asked to keep: how much of each file, and under which name. Safe
 * on any thread.
 */
final class FaultyDisk implements SegmentFolder.Opener {

    private static final String COPY = ".new";

    /** By what the system calls a file whatever its name is. */
    private final Map<Object, Long> synced = new ConcurrentHashMap<>();
    /** The files that a folder keeps, under the names that it keeps: links to them. */
    private final Map<Path, Path> kept = new ConcurrentHashMap<>();

    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean syncFails;
    private volatile boolean killed;
    private volatile boolean copiesFail;
    private final AtomicInteger copies = new AtomicInteger();
    private final AtomicInteger failedCopies = new AtomicInteger();
    private volatile CountDownLatch copyWaits = new CountDownLatch(0);
    private volatile CountDownLatch copiesMayEnd = new CountDownLatch(0);
    private final AtomicReference<Callable<?>> beforeRead = new AtomicReference<>();
    private final AtomicReference<Callable<?>> beforeCopy = new AtomicReference<>();

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

    /** From now on what is to replace another file can't be written, or it can again. */
    void copiesFail(boolean fail) {
        copiesFail = fail;
    }

    /** From now on what is to replace another file isn't synced before {@link #endCopies}. */
    void holdCopies() {
        copyWaits = new CountDownLatch(1);
        copiesMayEnd = new CountDownLatch(1);
    }

    /** Whether a copy is held. */
    boolean holdsCopy() {
        return copyWaits.getCount() == 0;
    }

    /** How many files were begun that are to replace others. */
    int copies() {
        return copies.get();
    }

    /** How often a copy could not be written. */
    int failedCopies() {
        return failedCopies.get();
    }

    void endCopies() {
        copiesMayEnd.countDown();
    }

    /** Has something happen when a file is next read, just before. */
    void beforeRead(Callable<?> work) {
        beforeRead.set(work);
    }

    /** Has something happen when a file is next begun that is to replace another, just before. */
    void beforeCopy(Callable<?> work) {
        beforeCopy.set(work);
    }

    /** How much of a file a power cut leaves. */
    long synced(Path file) throws IOException {
        return synced.getOrDefault(key(file), 0L);
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /**
     * Leaves in a folder what a power cut leaves: of each file what was synced, under the name that the folder was asked to
     * keep. What was deleted is gone, be it kept or not.
     */
    void cutPower(Path folder) throws IOException {
        for (Path file : segments(folder)) {
            Path was = kept.get(file);
            if (was == null) {
                Files.delete(file);
            } else if (!Files.isSameFile(was, file)) {
                Files.move(was, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        for (Path file : segments(folder)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(synced(file));
            }
        }
    }

    private static void runOnce(AtomicReference<Callable<?>> hook) throws IOException {
        Callable<?> work = hook.getAndSet(null);
        if (work != null) {
            try {
                work.call();
            } catch (Exception failed) {
                throw new IOException(failed);
            }
        }
    }

    private static boolean isCopy(Path file) {
        return file.toString().endsWith(COPY);
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    private synchronized void keepNames(Path folder) throws IOException {
        Path links = Files.createDirectories(folder.resolve("kept"));
        for (Path link : kept.values()) {
            Files.deleteIfExists(link);
        }
        kept.clear();
        for (Path file : segments(folder)) {
            Path link = links.resolve(String.valueOf(file.getFileName()));
            Files.deleteIfExists(link);
            kept.put(file, Files.createLink(link, file));
        }
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        requireAlive();
        if (synced.isEmpty()) {
            keepNames(file.getParent());
        }
        if (isCopy(file)) {
            copies.incrementAndGet();
            runOnce(beforeCopy);
        }
        return new Channel(file, FileChannel.open(file, options));
    }

    private void requireAlive() throws IOException {
        if (killed) {
            throw new IOException("the process was killed");
        }
    }

    private final class Channel extends FileChannel {

        private final Path file;
        private final Object key;
        private final FileChannel real;

        Channel(Path file, FileChannel real) throws IOException {
            this.file = file;
            this.real = real;
            this.key = key(file);
            synced.put(key, real.size());
        }

        @Override
        public int write(ByteBuffer bytes, long at) throws IOException {
            requireAlive();
            if (copiesFail && isCopy(file)) {
                failedCopies.incrementAndGet();
                throw new IOException("Input/output error");
            }
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
            if (Files.isDirectory(file)) {
                keepNames(file);
                return;
            }
            if (isCopy(file)) {
                awaitEnd();
            }
            long size = real.size();
            real.force(metadata);
            synced.put(key, size);
        }

        private void awaitEnd() throws IOException {
            try {
                copyWaits.countDown();
                copiesMayEnd.await();
            } catch (InterruptedException interrupted) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            requireAlive();
            real.truncate(size);
            return this;
        }

        @Override
        public int read(ByteBuffer bytes, long at) throws IOException {
            runOnce(beforeRead);
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
