package dev.crier.server;

import dev.crier.server.config.ServerConfig;
import io.vertx.core.transport.Transport;

/** Chooses how a hub talks to the system's sockets. Stateless. */
final class Transports {

    private Transports() {}

    /**
     * The transport that the configuration names.
     *
     * @throws IllegalStateException if this machine doesn't have it
     */
    static Transport of(ServerConfig config) {
        return switch (config.transport()) {
            case AUTO -> has(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
            case EPOLL -> required("epoll", Transport.EPOLL);
            case IO_URING -> required("io-uring", Transport.IO_URING);
            case NIO -> Transport.NIO;
        };
    }

    private static boolean has(Transport transport) {
        return transport != null && transport.available();
    }

    private static Transport required(String name, Transport transport) {
        if (has(transport)) {
            return transport;
        }
        Throwable cause = transport == null ? null : transport.unavailabilityCause();
        throw new IllegalStateException(
                "server.transport is " + name + ", which this machine can't do"
                        + (cause == null ? "" : " (" + cause.getMessage() + ")")
                        + "; auto takes what it can",
                cause);
    }
}
