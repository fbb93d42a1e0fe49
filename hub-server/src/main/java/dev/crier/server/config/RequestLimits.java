package dev.crier.server.config;

import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Default;
import java.time.Duration;

/**
 * How big a request may be, and how long its parts may take. Immutable; safe to share.
 *
 * @param lineBytes the request line, its query included
 * @param headerBytes all header fields together
 * @param filters the topics and patterns of one subscription, or of one question about the history
 * @param headerTime from the first byte of a request to the end of its header fields
 * @param bodyTime for the body of an event; in a batch, between two pieces of it
 * @param idleTime after how much silence a connection without a stream is closed
 */
public record RequestLimits(
        @Default("16KiB") ByteSize lineBytes,
        @Default("16KiB") ByteSize headerBytes,
        @Default("256") int filters,
        @Default("15s") Duration headerTime,
        @Default("60s") Duration bodyTime,
        @Default("60s") Duration idleTime) {

    private static final ByteSize LEAST = ByteSize.ofKibibytes(1);
    private static final ByteSize MOST = ByteSize.ofMebibytes(1);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a bound is out of bounds itself
     */
    public RequestLimits {
        Bounds.between("line-bytes", lineBytes, LEAST, MOST);
        Bounds.between("header-bytes", headerBytes, LEAST, MOST);
        Bounds.atLeastOne("filters", filters);
        Durations.between("header-time", headerTime, SHORTEST, LONGEST);
        Durations.between("body-time", bodyTime, SHORTEST, LONGEST);
        Durations.between("idle-time", idleTime, SHORTEST, LONGEST);
    }

    /** The same with another bound for the request line. */
    public RequestLimits withLineBytes(ByteSize other) {
        return new RequestLimits(other, headerBytes, filters, headerTime, bodyTime, idleTime);
    }

    /** The same with another bound for the header fields. */
    public RequestLimits withHeaderBytes(ByteSize other) {
        return new RequestLimits(lineBytes, other, filters, headerTime, bodyTime, idleTime);
    }

    /** The same with another number of filters. */
    public RequestLimits withFilters(int other) {
        return new RequestLimits(lineBytes, headerBytes, other, headerTime, bodyTime, idleTime);
    }

    /** The same with another time for the head. */
    public RequestLimits withHeaderTime(Duration other) {
        return new RequestLimits(lineBytes, headerBytes, filters, other, bodyTime, idleTime);
    }

    /** The same with another time for the body. */
    public RequestLimits withBodyTime(Duration other) {
        return new RequestLimits(lineBytes, headerBytes, filters, headerTime, other, idleTime);
    }

    /** The same with another patience for idle connections. */
    public RequestLimits withIdleTime(Duration other) {
        return new RequestLimits(lineBytes, headerBytes, filters, headerTime, bodyTime, other);
    }
}
