package dev.crier.server.config;

import dev.crier.core.settings.Default;
import dev.crier.core.settings.Printable;
import java.util.Objects;

/**
 * Where the hub listens. Immutable; safe to share.
 *
 * @param host the address or name to bind, {@code 0.0.0.0} for all
 * @param port the TCP port; 0 for any free one
 * @param transport how the hub talks to the system's sockets
 * @param tls how it encrypts
 * @param proxies which proxies stand before it
 */
public record ServerConfig(
        @Default("0.0.0.0") String host,
        @Default("8080") int port,
        @Default("auto") Transport transport,
        TlsConfig tls,
        ProxyConfig proxies) {

    /** A way to talk to the system's sockets. */
    public enum Transport {
        /** {@link #EPOLL} where the platform has it, else {@link #NIO}. */
        AUTO,
        /** Linux's epoll, by native code. */
        EPOLL,
        /** Linux's io_uring, by native code. */
        IO_URING,
        /** Java's own. */
        NIO
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the host is empty or no host, or the port is no port
     */
    public ServerConfig {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(proxies, "proxies");
        requireHost(host);
        requirePort(port, "0 (any free one)");
    }

    static void requireHost(String host) {
        if (host.isBlank()
                || host.contains("/")
                || host.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new IllegalArgumentException(
                    "host must be an address or a name such as 127.0.0.1 or 0.0.0.0, not " + Printable.quoted(host));
        }
    }

    static void requirePort(int port, String least) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be " + least + " to 65535, not " + port);
        }
    }

    /** The same at another address. */
    public ServerConfig withHost(String other) {
        return new ServerConfig(other, port, transport, tls, proxies);
    }

    /** The same at another port. */
    public ServerConfig withPort(int other) {
        return new ServerConfig(host, other, transport, tls, proxies);
    }

    /** The same by another transport. */
    public ServerConfig withTransport(Transport other) {
        return new ServerConfig(host, port, other, tls, proxies);
    }

    /** The same with or without encryption. */
    public ServerConfig withTls(TlsConfig other) {
        return new ServerConfig(host, port, transport, other, proxies);
    }

    /** The same behind other proxies. */
    public ServerConfig withProxies(ProxyConfig other) {
        return new ServerConfig(host, port, transport, tls, other);
    }
}
