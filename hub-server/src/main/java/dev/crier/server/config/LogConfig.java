package dev.crier.server.config;

import dev.crier.core.log.Fsync;
import dev.crier.core.settings.Default;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the history is.
 *
 * @param type in memory, on disk, or in an engine that many hubs share; if it is left out, in an engine where there is a url, on
 *     disk where there is a folder
 * @param folder where the history is on disk; it holds nothing else, and is made when first needed
 * @param fsync when the disk is asked to keep what was written: {@code always}, before it is acknowledged; {@code off}; or within
 *     so much time
 * @param url where the engine is, {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS
 * @param ca a file in PEM with the certificates that vouch for an engine at {@code rediss://}; else those count that the JVM trusts
 * @param prefix what all names in the engine begin with; hubs with the same one share one history
 * @param replicas how many replicas of the engine must have an event before its publisher is answered
 */
public record LogConfig(
        Optional<Type> type,
        Optional<Path> folder,
        @Default("100ms") Fsync fsync,
        Optional<String> url,
        Optional<Path> ca,
        @Default("crier") String prefix,
        @Default("0") int replicas) {

    /** Gone with the process. */
    public static final LogConfig MEMORY = new LogConfig(
            Optional.empty(), Optional.empty(), Fsync.DEFAULT, Optional.empty(), Optional.empty(), "crier", 0);

    /** Where a history is. */
    public enum Type {
        /** In memory: gone with the process. */
        MEMORY,
        /** On disk: it survives the process. */
        DISK,
        /** In Redis or Valkey: many hubs share it. */
        REDIS
    }

    /** Makes one. */
    public LogConfig {
        Objects.requireNonNull(fsync, "fsync");
        Objects.requireNonNull(prefix, "prefix");
        if (folder.isEmpty() && type.filter(Type.DISK::equals).isPresent()) {
            throw new IllegalArgumentException("folder is missing, where the history on disk is to be");
        }
        if (url.isEmpty() && type.filter(Type.REDIS::equals).isPresent()) {
            throw new IllegalArgumentException("url is missing, where Redis or Valkey is");
        }
        if (url.isPresent() && !url.get().startsWith("redis://") && !url.get().startsWith("rediss://")) {
            throw new IllegalArgumentException("url begins with redis:// or rediss://");
        }
        if (ca.isPresent() && !url.orElse("").startsWith("rediss://")) {
            throw new IllegalArgumentException("ca is of no use without a url that begins with rediss://");
        }
        if (!prefix.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("prefix is 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas is 0 or more");
        }
        if (replicas > 0 && url.isEmpty()) {
            throw new IllegalArgumentException("replicas is of no use without the url of a Redis or Valkey");
        }
    }

    /** On disk, in a folder. */
    public static LogConfig in(Path folder) {
        return new LogConfig(
                Optional.empty(), Optional.of(folder), Fsync.DEFAULT, Optional.empty(), Optional.empty(), "crier", 0);
    }

    /** Where it is. */
    public Type where() {
        return type.orElse(url.isPresent() ? Type.REDIS : folder.isPresent() ? Type.DISK : Type.MEMORY);
    }
}
