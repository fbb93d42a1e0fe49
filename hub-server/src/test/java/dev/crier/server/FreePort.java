package dev.crier.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for processes that are started later, or started again on the same port. */
final class FreePort {

    private static final int LOWEST = 20_000;
    private static final int LOWEST_OF_CLIENTS = 32_768;

    private FreePort() {}

    /** A port that nobody listens on now, and that the system gives to no client's end of a connection. */
    static int any() {
        for (int i = 0; i < 1_000; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OF_CLIENTS);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // another one, then
            }
        }
        throw new AssertionError("no port is free");
    }
}
