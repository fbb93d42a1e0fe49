package dev.crier.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub on this machine whether it is ready, and answers with its exit code: 0 if {@code GET /readyz} gives 200,
 * else 1. A container's health check runs it, for its image has no curl; it uses the JDK's sockets alone, so that it is
 * up and gone again in a fraction of what the hub itself takes to start.
 *
 * <p>Threading: a process and one thread of its own.
 */
final class HealthProbe {

    private static final int DEFAULT_PORT = 8080;
    /** In milliseconds. */
    private static final int PATIENCE = 3_000;

    private HealthProbe() {}

    /** Probes the port in {@code CRIER_SERVER_PORT}, or 8080. */
    public static void main(String[] args) {
        System.exit(run(System.getenv("CRIER_SERVER_PORT"), System.out));
    }

    /** Writes what it found in one line, which {@code docker inspect} shows, and returns the exit code. */
    static int run(@Nullable String port, PrintStream out) {
        try {
            String status = readinessOf(port == null || port.isBlank() ? DEFAULT_PORT : Integer.parseInt(port.trim()));
            boolean ready = status.matches("HTTP/1\\.[01] 200( .*)?");
            out.println(ready ? "ready" : "not ready: /readyz answered \"" + status + "\"");
            return ready ? 0 : 1;
        } catch (NumberFormatException e) {
            out.println("CRIER_SERVER_PORT is \"" + port + "\", but a port is a number from 1 to 65535");
        } catch (IOException | IllegalArgumentException e) {
            out.println("not ready: " + e);
        }
        return 1;
    }

    /** The hub's configuration isn't read here, so whether it encrypts is found out by asking it both ways. */
    private static String readinessOf(int port) throws IOException {
        try (Socket socket = connect(port)) {
            String status = ask(socket);
            if (status.startsWith("HTTP/")) {
                return status;
            }
        } catch (IOException notInClearText) {
            if (notInClearText instanceof ConnectException) {
                throw notInClearText;
            }
        }
        try (Socket plain = connect(port);
                Socket socket = encrypted(plain)) {
            return ask(socket);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        return socket;
    }

    /** Whoever holds this port on this machine is asked, so no certificate is needed to know who it is. */
    private static Socket encrypted(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return status == null ? "" : status;
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
