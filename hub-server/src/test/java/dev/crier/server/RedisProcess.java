package dev.crier.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Redis or Valkey of a test's own, on a random port of the loopback interface; it keeps nothing. For one thread. */
final class RedisProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final List<String> settings;
    private Process process;

    private RedisProcess(int port, List<String> settings) {
        this.port = port;
        this.settings = settings;
        this.process = launch();
    }

    /** The one that is installed. */
    static Optional<Path> installed() {
        return Stream.of("redis-server", "valkey-server")
                .flatMap(name -> Tools.onPath(name).stream())
                .findFirst();
    }

    static RedisProcess start() {
        int port = FreePort.any();
        return new RedisProcess(port, List.of("--port", String.valueOf(port)));
    }

    /** One that speaks TLS and nothing else. */
    static RedisProcess encrypted(Path certificate, Path key) {
        int port = FreePort.any();
        return new RedisProcess(
                port,
                List.of(
                        "--port",
                        "0",
                        "--tls-port",
                        String.valueOf(port),
                        "--tls-cert-file",
                        certificate.toString(),
                        "--tls-key-file",
                        key.toString(),
                        "--tls-ca-cert-file",
                        certificate.toString(),
                        "--tls-auth-clients",
                        "no"));
    }

    private Process launch() {
        List<String> command = new ArrayList<>(
                List.of(installed().orElseThrow().toString(), "--bind", "127.0.0.1", "127.0.0.2", "--save", ""));
        command.addAll(settings);
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        new Socket(InetAddress.getLoopbackAddress(), port).close();
                        return true;
                    });
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it; what it held is lost. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, empty. */
    void startAgain() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
