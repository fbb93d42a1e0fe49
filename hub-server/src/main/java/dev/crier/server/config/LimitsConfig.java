package dev.crier.server.config;

import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Settings;
import java.util.Objects;

/**
 * What bounds what clients can use of the hub. Immutable; safe to share.
 *
 * @param eventBytes the most bytes of one event's data in UTF-8
 * @param windowBytes how much of the newest history is kept ready to send, overhead included
 * @param logBytes the most bytes that all topics keep, overhead included
 * @param pendingBytes how many bytes of events may wait for the log before more are refused
 * @param topics the most topics that are remembered
 * @param memoryPercent from how much of the memory on new work is refused
 * @param connections how many may be connected
 * @param publish how much one publisher may publish
 * @param requests how big a request may be, and how long it may take
 */
public record LimitsConfig(
        @Default("1MiB") ByteSize eventBytes,
        @Default("128MiB") ByteSize windowBytes,
        @Default("512MiB") ByteSize logBytes,
        @Default("64MiB") ByteSize pendingBytes,
        @Default("1000000") int topics,
        @Default("85") int memoryPercent,
        ConnectionLimits connections,
        PublishLimits publish,
        RequestLimits requests) {

    private static final ByteSize MOST_EVENT_BYTES = ByteSize.ofMebibytes(256);

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a bound is too small for what has to fit into it
     */
    public LimitsConfig {
        percent("memory-percent", memoryPercent);
        Objects.requireNonNull(connections, "connections");
        Objects.requireNonNull(publish, "publish");
        Objects.requireNonNull(requests, "requests");
        if (eventBytes.bytes() < 1 || eventBytes.compareTo(MOST_EVENT_BYTES) > 0) {
            throw new IllegalArgumentException("event-bytes must be 1 to " + MOST_EVENT_BYTES + ", not " + eventBytes);
        }
        atLeastOneEvent("window-bytes", windowBytes, eventBytes);
        atLeastOneEvent("log-bytes", logBytes, eventBytes);
        atLeastOneEvent("pending-bytes", pendingBytes, eventBytes);
        if (topics < 1) {
            throw new IllegalArgumentException("topics must be at least 1, not " + topics);
        }
    }

    private static void percent(String key, int value) {
        if (value < 1 || value > 100) {
            throw new IllegalArgumentException(key + " must be 1 to 100, not " + value);
        }
    }

    private static void atLeastOneEvent(String key, ByteSize size, ByteSize event) {
        if (size.compareTo(event) < 0) {
            throw new IllegalArgumentException(
                    key + " must be at least event-bytes, which are " + event + ", not " + size);
        }
    }

    /** The same with another limit for one event. */
    public LimitsConfig withEventBytes(ByteSize other) {
        return Settings.with(this, "event-bytes", other);
    }

    /** The same with another window. */
    public LimitsConfig withWindowBytes(ByteSize other) {
        return Settings.with(this, "window-bytes", other);
    }

    /** The same with another log. */
    public LimitsConfig withLogBytes(ByteSize other) {
        return Settings.with(this, "log-bytes", other);
    }

    /** The same with another bound on what waits. */
    public LimitsConfig withPendingBytes(ByteSize other) {
        return Settings.with(this, "pending-bytes", other);
    }

    /** The same with another number of topics. */
    public LimitsConfig withTopics(int other) {
        return Settings.with(this, "topics", other);
    }

    /** The same with other connections. */
    public LimitsConfig withConnections(ConnectionLimits other) {
        return Settings.with(this, "connections", other);
    }

    /** The same with other requests. */
    public LimitsConfig withRequests(RequestLimits other) {
        return Settings.with(this, "requests", other);
    }

    /** The same with another share of the memory. */
    public LimitsConfig withMemoryPercent(int other) {
        return Settings.with(this, "memory-percent", other);
    }

    /** The same with other publishers. */
    public LimitsConfig withPublish(PublishLimits other) {
        return Settings.with(this, "publish", other);
    }
}
