package dev.crier.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a server to get ready. Stateless; blocks its thread. */
final class Readiness {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int STATUS_LINE = 12;

    private Readiness() {}

    /**
     * Asks again and again, a millisecond apart, until the answer is 200; false if the process ends or time runs out.
     *
     * @param port on the loopback address
     */
    static boolean await(Process process, int port, String path, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (System.nanoTime() < end) {
                if (ready(port, path)) {
                    return true;
                }
                if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean ready(int port, String path) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String start = new String(in.readNBytes(STATUS_LINE), StandardCharsets.US_ASCII);
            return start.startsWith("HTTP/1.") && start.endsWith(" 200");
        } catch (IOException e) {
            return false; // not yet
        }
    }
}
