package dev.crier.server.config;

import dev.crier.core.settings.Default;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which proxies stand before the hub, and how they say for whom. Immutable; safe to share.
 *
 * @param trusted from whose addresses alone it is believed
 * @param header the one header in which they say it; another one may have come from their client as it is
 * @param protocol whether they begin each connection with the PROXY protocol, version 1 or 2
 */
public record ProxyConfig(
        List<AddressRange> trusted,
        @Default("x-forwarded-for") Header header,
        @Default("false") boolean protocol) {

    /** A header that names the client. */
    public enum Header {
        /** {@code X-Forwarded-For}, and {@code X-Forwarded-Proto} for how it came. */
        X_FORWARDED_FOR,
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED
    }

    /** There are none. */
    public static final ProxyConfig NONE = new ProxyConfig(List.of(), Header.X_FORWARDED_FOR, false);

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the PROXY protocol is asked of nobody
     */
    public ProxyConfig {
        trusted = List.copyOf(trusted);
        Objects.requireNonNull(header, "header");
        if (protocol && trusted.isEmpty()) {
            throw new IllegalArgumentException("protocol is believed from trusted addresses alone, and there are none");
        }
    }

    /** The same, trusting these. */
    public ProxyConfig withTrusted(String... ranges) {
        return new ProxyConfig(Arrays.stream(ranges).map(AddressRange::of).toList(), header, protocol);
    }

    /** The same by another header. */
    public ProxyConfig withHeader(Header other) {
        return new ProxyConfig(trusted, other, protocol);
    }

    /** The same with or without the PROXY protocol. */
    public ProxyConfig withProtocol(boolean other) {
        return new ProxyConfig(trusted, header, other);
    }

    /** Whether what comes from this address is believed. */
    public boolean trusts(InetAddress address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
