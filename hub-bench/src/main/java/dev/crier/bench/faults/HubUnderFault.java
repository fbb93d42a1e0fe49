package dev.crier.bench.faults;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import dev.crier.bench.BenchException;
import dev.crier.bench.Heap;
import dev.crier.bench.HttpAnswer;
import dev.crier.bench.OwnServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A hub in a process of its own that can be ended and started again on the same port, and looked at. Not thread-safe. */
final class HubUnderFault implements AutoCloseable {

    private static final long STOP_PATIENCE_SECONDS = 30;

    /** Of these each stream over HTTP/1.1 has one. */
    private static final List<String> OF_EACH_STREAM = List.of(
            "dev.crier.server.OpenStream", "dev.crier.server.ChunkedOutlet", "dev.crier.core.engine.Subscription");

    /**
     * How it is started.
     *
     * @param before what goes before the command, such as a shell that sets a limit
     * @param arguments what goes after it
     * @param environment variables
     */
    record Setup(List<String> before, List<String> arguments, Map<String, String> environment) {

        /** A hub without sources, as it comes. */
        static final Setup PLAIN = new Setup(List.of(), List.of("--no-sources"), Map.of());

        Setup with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Setup(before, arguments, Map.copyOf(more));
        }

        /** Under a limit of the shell, such as {@code -n 200}. */
        Setup limited(String limit) {
            return new Setup(
                    List.of("sh", "-c", "ulimit " + limit + " && exec \"$@\"", "limited"), arguments, environment);
        }

        /** With sources, as this file says. */
        Setup configured(Path file) {
            return new Setup(before, List.of("--config", file.toString()), environment);
        }
    }

    private final Path home;
    private final Setup setup;
    private final int port;
    private final int adminPort;
    private OwnServer process;

    private HubUnderFault(Path home, Setup setup) {
        this.home = home;
        this.setup = setup;
        this.port = OwnServer.freePort();
        this.adminPort = OwnServer.freePort();
        this.process = launch();
    }

    /** Starts a hub, and waits until it is ready. */
    static HubUnderFault start(Path home, Setup setup) {
        if (!Files.isExecutable(home.resolve("crier"))) {
            throw new BenchException(
                    "There is no " + home.resolve("crier") + "; run the suite by ./crier bench faults.");
        }
        return new HubUnderFault(home, setup);
    }

    private OwnServer launch() {
        List<String> command = new ArrayList<>(setup.before());
        command.addAll(List.of(home.resolve("crier").toString(), "serve", "--host", "127.0.0.1", "--dev"));
        command.addAll(List.of("--port", String.valueOf(port), "--admin-port", String.valueOf(adminPort)));
        command.addAll(setup.arguments());
        return OwnServer.start(command, port, "/readyz", setup.environment());
    }

    int port() {
        return port;
    }

    /** Starts it again after its end. */
    void startAgain() {
        process.close();
        process = launch();
    }

    /** Ends it by SIGKILL. */
    void kill() {
        end(true);
    }

    /** Ends it by SIGTERM. */
    void terminate() {
        end(false);
    }

    /** Stops its process as it stands (SIGSTOP). */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        Command.run("kill", "-" + name, String.valueOf(process.pid()));
    }

    private void end(boolean forcibly) {
        ProcessHandle handle =
                ProcessHandle.of(process.pid()).orElseThrow(() -> new BenchException("The hub has ended by itself."));
        if (!(forcibly ? handle.destroyForcibly() : handle.destroy())) {
            throw new BenchException("The hub can't be ended.");
        }
        try {
            handle.onExit().get(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new BenchException("The hub has not ended within " + STOP_PATIENCE_SECONDS + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what it holds

    int descriptors() {
        return entries("fd");
    }

    int threads() {
        return entries("task");
    }

    private int entries(String folder) {
        try (Stream<Path> entries = Files.list(proc().resolve(folder))) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new BenchException("The hub is gone: " + e.getMessage() + ".", e);
        }
    }

    /** The memory that the process has from the system. */
    long residentKib() {
        try {
            return Files.readAllLines(proc().resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new BenchException("The hub is gone: " + e.getMessage() + ".", e);
        }
    }

    /** The CPU time that it has used. */
    double cpuSeconds() {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(used -> used.toMillis() / 1e3)
                .orElse(0.0);
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    /** The objects of its heap that are reachable, after a full collection. */
    long heapBytes() {
        return Heap.liveBytes(process.pid()).orElseThrow(HubUnderFault::silent);
    }

    private static BenchException silent() {
        return new BenchException("jcmd does not say what the hub's heap holds; it comes with a JDK.");
    }

    /** How many objects of the classes of which each stream has one are reachable, after a full collection. */
    Map<String, Long> streamObjects() {
        Map<String, Long> objects = Heap.liveObjects(process.pid(), OF_EACH_STREAM);
        if (objects.isEmpty()) {
            throw silent();
        }
        return objects;
    }

    /** The memory outside its heap that its classes have allocated; needs {@code NativeMemoryTracking}. */
    long directKib() {
        String said = Heap.jcmd(process.pid(), "VM.native_memory", "summary", "scale=KB");
        Matcher other =
                Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB").matcher(said);
        return other.find() ? Long.parseLong(other.group(1)) : 0;
    }

    // ---- what it says

    /** What it answers to a GET. */
    String get(String path) throws IOException {
        return answer(path).text();
    }

    private HttpAnswer answer(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(STOP_PATIENCE_SECONDS));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            HttpAnswer answer = new HttpAnswer();
            byte[] bytes = new byte[8_192];
            for (int count = socket.getInputStream().read(bytes);
                    count >= 0 && !answer.feed(bytes, 0, count);
                    count = socket.getInputStream().read(bytes)) {
                // the answer goes on
            }
            return answer;
        }
    }

    /** How many seconds its clock is ahead of this machine's, by the date of an answer. */
    long secondsAhead() {
        try {
            Instant date =
                    Instant.from(RFC_1123_DATE_TIME.parse(answer("/livez").header("Date")));
            return Duration.between(Instant.now(), date).toSeconds();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
