package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The health probe")
class HealthProbeTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    @DisplayName("succeeds when /readyz answers 200")
    void ready() throws IOException {
        assertThat(probeServerThatAnswers(200)).isZero();
        assertThat(said()).isEqualTo("ready");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {204, 404, 500, 503})
    @DisplayName("fails on any other status, and says which")
    void notReady(int status) throws IOException {
        assertThat(probeServerThatAnswers(status)).isOne();
        assertThat(said()).startsWith("not ready").contains(Integer.toString(status));
    }

    @Test
    @DisplayName("fails when nobody listens")
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(run(Integer.toString(port))).isOne();
        assertThat(said()).startsWith("not ready");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"http", "-1", "65536"})
    @DisplayName("fails on a port that is none")
    void badPort(String port) {
        assertThat(run(port)).isOne();
        assertThat(said()).isNotEmpty();
    }

    private int probeServerThatAnswers(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return run(Integer.toString(server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private int run(String port) {
        return HealthProbe.run(port, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
