package dev.crier.server.config;

import dev.crier.core.settings.Default;

/**
 * How many may be connected. Immutable; safe to share.
 *
 * @param total connections in all
 * @param perAddress connections from one IPv4 address, or one /64 of IPv6
 * @param perSubject streams that are read with one token, or with those of one subject
 * @param streams requests at a time, subscriptions among them, over one connection of HTTP/2
 */
public record ConnectionLimits(
        @Default("100000") int total,
        @Default("1000") int perAddress,
        @Default("1000") int perSubject,
        @Default("1000") int streams) {

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a bound is below 1
     */
    public ConnectionLimits {
        Bounds.atLeastOne("total", total);
        Bounds.atLeastOne("per-address", perAddress);
        Bounds.atLeastOne("per-subject", perSubject);
        Bounds.atLeastOne("streams", streams);
    }

    /** The same with another bound in all. */
    public ConnectionLimits withTotal(int other) {
        return new ConnectionLimits(other, perAddress, perSubject, streams);
    }

    /** The same with another bound for one address. */
    public ConnectionLimits withPerAddress(int other) {
        return new ConnectionLimits(total, other, perSubject, streams);
    }

    /** The same with another bound for one token. */
    public ConnectionLimits withPerSubject(int other) {
        return new ConnectionLimits(total, perAddress, other, streams);
    }

    /** The same with another bound for one connection. */
    public ConnectionLimits withStreams(int other) {
        return new ConnectionLimits(total, perAddress, perSubject, other);
    }
}
