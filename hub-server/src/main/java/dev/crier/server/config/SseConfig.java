package dev.crier.server.config;

import dev.crier.core.engine.HubOptions.Behind;
import dev.crier.core.settings.Default;
import java.time.Duration;
import java.util.Objects;

/**
 * How streams behave. Immutable; safe to share.
 *
 * @param heartbeat after how much silence a stream gets a sign of life
 * @param retry how long clients are told to wait before they come back; each gets its own within 50 % more
 * @param stallTimeout how long a client may leave its socket full before it is closed
 * @param behind what becomes of a client that the history has passed
 * @param compression how streams are compressed for clients that take it
 */
public record SseConfig(
        @Default("15s") Duration heartbeat,
        @Default("2s") Duration retry,
        @Default("30s") Duration stallTimeout,
        @Default("gap") Behind behind,
        @Default("auto") Compression compression) {

    /** How streams are compressed. */
    public enum Compression {
        /** As the client likes best of what the hub has, zstd before gzip; once for all that get the same. */
        AUTO,
        /** By gzip. */
        GZIP,
        /** Not at all. */
        OFF
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a time is out of bounds
     */
    public SseConfig {
        Durations.between("heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofHours(1));
        Durations.between("retry", retry, Duration.ofMillis(1), Duration.ofHours(1));
        Durations.between("stall-timeout", stallTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        Objects.requireNonNull(behind, "behind");
        Objects.requireNonNull(compression, "compression");
    }

    /** The same with another heartbeat. */
    public SseConfig withHeartbeat(Duration other) {
        return new SseConfig(other, retry, stallTimeout, behind, compression);
    }

    /** The same with another wait for clients. */
    public SseConfig withRetry(Duration other) {
        return new SseConfig(heartbeat, other, stallTimeout, behind, compression);
    }

    /** The same with another patience. */
    public SseConfig withStallTimeout(Duration other) {
        return new SseConfig(heartbeat, retry, other, behind, compression);
    }

    /** The same with another policy for clients that the history has passed. */
    public SseConfig withBehind(Behind other) {
        return new SseConfig(heartbeat, retry, stallTimeout, other, compression);
    }

    /** The same with another compression, or none. */
    public SseConfig withCompression(Compression other) {
        return new SseConfig(heartbeat, retry, stallTimeout, behind, other);
    }
}
