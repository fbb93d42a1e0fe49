package dev.crier.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A Redis or Valkey of a test's own, on a random port of the loopback interface; it keeps nothing. For one thread. */
final class RedisProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private Process process;

    private RedisProcess(int port) {
        this.port = port;
        this.process = launch(port);
    }

    /** The one that is installed. */
    static Optional<Path> installed() {
        return Stream.of("redis-server", "valkey-server")
                .flatMap(name -> Tools.onPath(name).stream())
                .findFirst();
    }

    static RedisProcess start() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            return new RedisProcess(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(int port) {
        try {
            Process started = new ProcessBuilder(
                            installed().orElseThrow().toString(),
                            "--port",
                            String.valueOf(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "")
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

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it; what it held is lost. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, empty. */
    void startAgain() {
        process = launch(port);
    }

    @Override
    public void close() {
        kill();
    }
}
