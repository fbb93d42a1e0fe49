package dev.crier.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A server that the bench starts in a process of its own, and ends again; also when the bench is interrupted.
 *
 * <p>What it says goes to a file, whose end is shown if the server doesn't get ready. Not thread-safe.
 */
public final class OwnServer implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final long STOP_PATIENCE_SECONDS = 20;
    private static final int LINES_SHOWN = 20;
    private static final int TRIES = 1_000;
    private static final int LOWEST_PORT = 20_000;
    private static final int LOWEST_CLIENT_PORT = 32_768;

    private final Process process;
    private final int port;
    private final Path folder;
    private final Thread whenInterrupted;
    private final Duration startedIn;

    private OwnServer(Process process, int port, Path folder, Thread whenInterrupted, Duration startedIn) {
        this.process = process;
        this.port = port;
        this.folder = folder;
        this.whenInterrupted = whenInterrupted;
        this.startedIn = startedIn;
    }

    /**
     * Starts a server, and waits until it answers a request with 200.
     *
     * @param command the command
     * @param port where it will listen, on the loopback address
     * @param readyPath what to ask for
     * @param environment more variables of its environment
     * @throws BenchException if it doesn't get ready
     */
    public static OwnServer start(List<String> command, int port, String readyPath, Map<String, String> environment) {
        try {
            Path folder = Files.createTempDirectory("crier-bench-");
            Path log = folder.resolve("server.log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("CRIER_"));
            builder.environment().putAll(environment);
            long began = System.nanoTime();
            Process process = builder.start();
            Thread whenInterrupted = new Thread(process::destroy, "end-server");
            Runtime.getRuntime().addShutdownHook(whenInterrupted);
            boolean ready = Readiness.await(process, port, readyPath, START_PATIENCE);
            Duration startedIn = Duration.ofNanos(System.nanoTime() - began);
            OwnServer server = new OwnServer(process, port, folder, whenInterrupted, startedIn);
            if (!ready) {
                String said = server.lastWords(log);
                server.close();
                throw new BenchException("'" + String.join(" ", command) + "' did not get ready." + said);
            }
            return server;
        } catch (IOException e) {
            throw new BenchException(
                    "'" + String.join(" ", command) + "' can't be started: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Starts a hub that anybody may publish to, without sources, by the script that its users start it by.
     *
     * @param home the folder with the script
     * @param before what goes before the command, such as a choice of the core
     * @param environment variables of its configuration
     */
    public static OwnServer hub(Path home, List<String> before, Map<String, String> environment) {
        Path script = home.resolve("crier");
        if (!Files.isExecutable(script)) {
            throw new BenchException("There is no " + script + " that starts a hub; run the bench by ./crier bench.");
        }
        int port = freePort();
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                script.toString(),
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--admin-port", // the next one may be in use
                Integer.toString(freePort()),
                "--dev",
                "--no-sources"));
        return start(command, port, "/readyz", environment);
    }

    /** The java that runs the bench. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * A port that nobody listens on now, below those that the system gives to clients, so that none of them takes it while its
     * server isn't there.
     */
    public static int freePort() {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST_PORT, LOWEST_CLIENT_PORT)
                .filter(OwnServer::isFree)
                .findFirst()
                .orElseThrow(() -> new BenchException("There is no free port, or no socket to look for one."));
    }

    private static boolean isFree(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return free.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private String lastWords(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        String end = process.isAlive() ? "" : " It ended with exit code " + process.exitValue() + ".";
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return end + (last.isEmpty() ? "" : " It said:\n" + String.join("\n", last));
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** From the start of the process to its first 200. */
    public Duration startedIn() {
        return startedIn;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(folder.resolve("server.log"));
            Files.deleteIfExists(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The system clears its temporary folder; what the server left there is not the bench's.
            folder.toFile().deleteOnExit();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(whenInterrupted);
        } catch (IllegalStateException e) {
            // The bench is ending, and the hook has run or will.
            process.destroy();
        }
    }
}
