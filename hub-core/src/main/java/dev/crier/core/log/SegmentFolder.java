package dev.crier.core.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log on disk: segments, named by the first position that may stand in them, and a lock that keeps other hubs
 * out. Only for the log's thread, but for {@link #replacement}.
 */
final class SegmentFolder implements Closeable {

    /** Opens a file. */
    interface Opener {

        /** Opens it. */
        FileChannel open(Path file, OpenOption... options) throws IOException;
    }

    private static final Pattern NAME = Pattern.compile("([0-9]{19})\\.log");
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final Opener opener;
    private final FileChannel lock;
    private final List<Segment> segments = new ArrayList<>();

    private SegmentFolder(Path folder, Opener opener, FileChannel lock) {
        this.folder = folder;
        this.opener = opener;
        this.lock = lock;
    }

    /**
     * Opens a folder, which is made if there is none.
     *
     * @throws IOException if another hub has it open, or the files can't be read and written
     */
    static SegmentFolder open(Path folder, Opener opener) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (taken(lock)) {
                throw new IOException(
                        "the folder '" + folder + "' is in use by another hub; each needs one of its own");
            }
            SegmentFolder opened = new SegmentFolder(folder, opener, lock);
            opened.openSegments();
            return opened;
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static boolean taken(FileChannel lock) throws IOException {
        try {
            FileLock own = lock.tryLock();
            return own == null;
        } catch (OverlappingFileLockException withinThisJvm) {
            return true;
        }
    }

    private void openSegments() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            Matcher segment = NAME.matcher(name);
            if (segment.matches()) {
                segments.add(new Segment(Long.parseLong(segment.group(1)), file, openToWrite(file)));
            } else if (name.endsWith(UNFINISHED)) {
                Files.delete(file);
            }
        }
    }

    private FileChannel openToWrite(Path file) throws IOException {
        return opener.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private Path file(long base) {
        return folder.resolve(String.format("%019d.log", base));
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    Path folder() {
        return folder;
    }

    /** In the order of their positions; the last one is written. */
    List<Segment> segments() {
        return segments;
    }

    /** How much room the files take. */
    long bytes() {
        return segments.stream().mapToLong(Segment::size).sum();
    }

    /** How much of it belongs to what is kept. */
    long live() {
        return segments.stream().mapToLong(Segment::live).sum();
    }

    /** Begins a segment. */
    Segment begin(long base) throws IOException {
        Path file = file(base);
        Segment begun = new Segment(base, file, openToWrite(file));
        segments.add(begun);
        syncNames();
        return begun;
    }

    /** Takes the newest segment back. */
    void remove(Segment newest) throws IOException {
        segments.remove(newest);
        newest.close();
        Files.delete(newest.file());
    }

    /** Begins a file that is to replace the segment of a base. Safe on any thread. */
    Segment replacement(long base) throws IOException {
        Path file = file(base);
        return new Segment(base, file, openToWrite(unfinished(file)));
    }

    /** Gives up a file that was to replace another. */
    void discard(Segment replacement) throws IOException {
        replacement.close();
        Files.deleteIfExists(unfinished(replacement.file()));
    }

    /**
     * Puts a file that is complete and synced in the place of segments, the first of which it is named after.
     *
     * @param by the file; null if nothing is left of the segments
     */
    void replace(List<Segment> run, @Nullable Segment by) throws IOException {
        int at = segments.indexOf(run.get(0));
        if (by != null) {
            Files.move(
                    unfinished(by.file()),
                    by.file(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            syncNames();
            segments.set(at, by);
        } else {
            segments.remove(at);
        }
        segments.removeAll(run);
        for (Segment old : run) {
            old.close();
            if (by == null || old != run.get(0)) {
                Files.deleteIfExists(old.file());
            }
        }
    }

    /** Has the disk keep which files there are. */
    private void syncNames() throws IOException {
        try (FileChannel names = opener.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
        lock.close();
    }
}
