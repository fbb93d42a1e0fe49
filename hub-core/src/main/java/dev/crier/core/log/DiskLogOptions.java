package dev.crier.core.log;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How a log on disk works.
 *
 * @param folder where its files are, and nothing else; made if it doesn't exist
 * @param fsync when the disk is asked to keep what was written
 * @param segmentBytes from which size on a file is full; a new one is begun then
 * @param history how much is kept and remembered
 */
public record DiskLogOptions(Path folder, Fsync fsync, long segmentBytes, HistoryOptions history) {

    private static final long LEAST_SEGMENT = 1 << 20;
    private static final long MOST_SEGMENT = 64 << 20;
    private static final int SEGMENTS = 16;

    /** Makes options. */
    public DiskLogOptions {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(fsync, "fsync");
        Objects.requireNonNull(history, "history");
        if (segmentBytes < 1 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("a segment has from 1 byte to 1 GiB, not " + segmentBytes);
        }
    }

    /** In a folder, with files of a sixteenth of what is kept, from 1 to 64 MiB. */
    public static DiskLogOptions in(Path folder, HistoryOptions history) {
        long segment = Math.max(LEAST_SEGMENT, Math.min(MOST_SEGMENT, history.logBytes() / SEGMENTS));
        return new DiskLogOptions(folder, Fsync.DEFAULT, segment, history);
    }

    /** The same with another time to sync. */
    public DiskLogOptions withFsync(Fsync other) {
        return new DiskLogOptions(folder, other, segmentBytes, history);
    }

    /** The same with files of another size. */
    public DiskLogOptions withSegmentBytes(long bytes) {
        return new DiskLogOptions(folder, fsync, bytes, history);
    }
}
