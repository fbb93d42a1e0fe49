package dev.crier.core.log;

import dev.crier.core.spi.Lineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The newest segment and how it is written: begins new ones, keeps the promise of the {@link Fsync}, and lets no position be
 * used twice. Only for the log's thread, but for {@link #syncWritten}.
 */
final class DiskWriter {

    /** How many positions are set aside at once; one sync for each so many. */
    private static final long AHEAD = 1 << 20;

    private static final int CHUNK = 1 << 20;

    private final SegmentFolder folder;
    private final DiskLogOptions options;
    private final boolean syncEach;
    private final RecordWriter notes = new RecordWriter();
    private DiskState state;
    private volatile Segment segment;
    /** Whether something was written and not synced. */
    private volatile boolean unsynced;

    private DiskWriter(SegmentFolder folder, DiskLogOptions options, DiskState state, Segment segment) {
        this.folder = folder;
        this.options = options;
        this.syncEach = options.fsync().equals(Fsync.ALWAYS);
        this.state = state;
        this.segment = segment;
    }

    /** Goes on after what was recovered. */
    static DiskWriter open(SegmentFolder folder, DiskLogOptions options, DiskState recovered, long head)
            throws IOException {
        Segment newest = folder.segments().isEmpty()
                ? folder.begin(head + 1)
                : folder.segments().get(folder.segments().size() - 1);
        DiskWriter writer = new DiskWriter(folder, options, recovered, newest);
        writer.note(recovered.withCeiling(writer.syncEach ? 0 : head + AHEAD));
        return writer;
    }

    /** The history's name and holes. */
    Lineage lineage(long head) {
        return new Lineage(state.epoch(), head, state.holes());
    }

    /** The segment that the next records go to, once there is room for so many positions after the head. */
    Segment ready(long head, int events) throws IOException {
        boolean empty = segment.base() > head;
        if (segment.size() >= options.segmentBytes() && !empty) {
            begin(head + 1);
        }
        if (!syncEach && head + events > state.ceiling()) {
            note(state.withCeiling(head + events + AHEAD));
        }
        return segment;
    }

    private void begin(long base) throws IOException {
        sync(segment);
        Segment full = segment;
        segment = folder.begin(base);
        try {
            note(state);
        } catch (IOException failed) {
            Segment empty = segment;
            segment = full;
            folder.remove(empty);
            throw failed;
        }
    }

    /** So many bytes are written at once, at the most but for one event. */
    int chunk() {
        return (int) Math.min(CHUNK, options.segmentBytes());
    }

    /** Writes records, all or none; they are as safe as was asked for when this returns. */
    void write(ByteBuffer records) throws IOException {
        segment.append(records);
        if (syncEach) {
            sync(segment);
        } else {
            unsynced = true;
        }
    }

    /** Has the disk keep that topics up to a position may have been forgotten, before what else tells of them goes. */
    void noteForgotten(long forgotten) throws IOException {
        if (forgotten != state.forgotten()) {
            note(state.withForgotten(forgotten));
        }
    }

    /** Sees whether something can be written. */
    void probe() throws IOException {
        note(state);
    }

    private void note(DiskState next) throws IOException {
        notes.clear();
        notes.state(next);
        segment.append(notes.written());
        sync(segment);
        state = next;
    }

    /** Syncs what was written since the last time, if anything was. Safe on any thread. */
    void syncWritten() throws IOException {
        if (unsynced) {
            unsynced = false;
            sync(segment);
        }
    }

    private static void sync(Segment segment) throws IOException {
        try {
            segment.sync();
        } catch (IOException failed) {
            throw new SyncFailed(failed);
        }
    }

    /** Ends in peace. */
    void close() throws IOException {
        note(state.withClean(true));
    }

    /** The disk may have thrown away what it took before, so that nothing can be promised any more. */
    static final class SyncFailed extends IOException {

        private static final long serialVersionUID = 1L;

        SyncFailed(@Nullable Throwable cause) {
            super("the disk could not keep what was written", cause);
        }
    }
}
