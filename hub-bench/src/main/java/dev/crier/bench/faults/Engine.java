package dev.crier.bench.faults;

import dev.crier.bench.BenchException;
import dev.crier.bench.OwnServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Redis or Valkey in a process of its own, which keeps whatever it has answered. Not thread-safe. */
final class Engine implements AutoCloseable {

    private static final List<String> NAMES = List.of("redis-server", "valkey-server");
    private static final long PATIENCE_SECONDS = 30;

    private final Path folder;
    private final int port = OwnServer.freePort();
    private Process process;

    private Engine(Path folder) {
        this.folder = folder;
        this.process = launch();
    }

    /** Where there is one to be started. */
    static Optional<Path> installed() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Engine start(Path folder) throws IOException {
        return new Engine(Files.createDirectories(folder));
    }

    int port() {
        return port;
    }

    private Process launch() {
        List<String> command = List.of(
                installed().orElseThrow().toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always");
        try {
            Process launched = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("engine.log").toFile())
                    .start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!answers()) {
                if (!launched.isAlive() || System.nanoTime() > end) {
                    throw new BenchException("The engine did not start; see " + folder.resolve("engine.log") + ".");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends it by SIGKILL, and starts it on what it kept. */
    void killAndStart() {
        kill();
        process = launch();
    }

    private void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
