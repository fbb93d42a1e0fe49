package dev.crier.server.config;

import dev.crier.core.log.Fsync;
import dev.crier.core.settings.Default;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the history is.
 *
 * @param type in memory or on disk; if it is left out, on disk where there is a folder
 * @param folder where the history is on disk; it holds nothing else, and is made when first needed
 * @param fsync when the disk is asked to keep what was written: {@code always}, before it is acknowledged; {@code off}; or within
 *     so much time
 */
public record LogConfig(
        Optional<Type> type,
        Optional<Path> folder,
        @Default("100ms") Fsync fsync) {

    /** Gone with the process. */
    public static final LogConfig MEMORY = new LogConfig(Optional.empty(), Optional.empty(), Fsync.DEFAULT);

    /** Where a history is. */
    public enum Type {
        /** In memory: gone with the process. */
        MEMORY,
        /** On disk: it survives the process. */
        DISK
    }

    /** Makes one. */
    public LogConfig {
        Objects.requireNonNull(fsync, "fsync");
        if (folder.isEmpty() && type.filter(Type.DISK::equals).isPresent()) {
            throw new IllegalArgumentException("folder is missing, where the history on disk is to be");
        }
    }

    /** On disk, in a folder. */
    public static LogConfig in(Path folder) {
        return new LogConfig(Optional.empty(), Optional.of(folder), Fsync.DEFAULT);
    }

    /** The folder of a history on disk; empty for one in memory. */
    public Optional<Path> onDisk() {
        return type.filter(Type.MEMORY::equals).isPresent() ? Optional.empty() : folder;
    }
}
