package dev.crier.core.log;

import dev.crier.core.spi.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What holds for a whole log on disk; the newest one in its segments counts. Immutable.
 *
 * @param epoch the history's name
 * @param boot names the run of the operating system that wrote it: what was written since survives the end of the process, but
 *     maybe not that of the system
 * @param ceiling no position above it was given to anybody without being synced; 0 if none at all
 * @param forgotten the position up to which topics may have been forgotten
 * @param clean whether the log was closed in peace after this, so that nothing can be missing
 * @param holes what was lost in the middle, in order
 */
record DiskState(String epoch, String boot, long ceiling, long forgotten, boolean clean, List<Lineage.Hole> holes) {

    /** Of the form of all records; another one can't be read. */
    static final long VERSION = 1;

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int MOST_HOLES = 100;

    DiskState {
        holes = List.copyOf(holes.subList(Math.max(0, holes.size() - MOST_HOLES), holes.size()));
    }

    /** A history that begins now. */
    static DiskState begin(String boot) {
        return new DiskState(Epochs.another(), boot, 0, 0, false, List.of());
    }

    /** The name of this run of the operating system; where it has none, one that never comes again. */
    static String thisBoot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException unknown) {
            return UUID.randomUUID().toString();
        }
    }

    DiskState withCeiling(long other) {
        return new DiskState(epoch, boot, other, forgotten, clean, holes);
    }

    DiskState withForgotten(long other) {
        return new DiskState(epoch, boot, ceiling, other, clean, holes);
    }

    DiskState withClean(boolean other) {
        return new DiskState(epoch, boot, ceiling, forgotten, other, holes);
    }

    /** The same in another run of the operating system. */
    DiskState in(String otherBoot) {
        return new DiskState(epoch, otherBoot, ceiling, forgotten, clean, holes);
    }

    DiskState withHoles(List<Lineage.Hole> other) {
        return new DiskState(epoch, boot, ceiling, forgotten, clean, other);
    }
}
