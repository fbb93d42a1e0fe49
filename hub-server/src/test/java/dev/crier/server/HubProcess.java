package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hub as users run it: the packaged jar in a process of its own, on any free port of the loopback address. */
final class HubProcess implements AutoCloseable {

    private static final Pattern PAGE = Pattern.compile("http://\\S+:(\\d+)/$");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private final int port;

    private HubProcess(Process process, Path errors, int port) {
        this.process = process;
        this.errors = errors;
        this.port = port;
    }

    /** Starts a hub in a folder, and waits until it is ready. */
    static HubProcess start(Path folder, String... options) throws Exception {
        return start(folder, Map.of(), options);
    }

    /** The same with variables in its environment. */
    static HubProcess start(Path folder, Map<String, String> environment, String... options) throws Exception {
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder command = command(folder, errors, 0, options);
        command.environment().putAll(environment);
        Process process = command.start();
        int port = -1;
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null && port < 0; line = out.readLine()) {
            Matcher page = PAGE.matcher(line.strip());
            if (page.find()) {
                port = Integer.parseInt(page.group(1));
            }
        }
        assertThat(port)
                .as("the port in the banner; errors:\n" + Files.readString(errors))
                .isPositive();
        HubProcess hub = new HubProcess(process, errors, port);
        hub.awaitReady();
        return hub;
    }

    static ProcessBuilder command(Path folder, Path errors, int port, String... options) {
        Path jar = Path.of("target", "crier.jar").toAbsolutePath();
        assertThat(jar).as("the packaged hub").exists();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port)));
        if (port != 0) { // else the admin port would be the next one, which may be in use
            command.addAll(List.of("--admin-port", String.valueOf(FreePort.any())));
        }
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CRIER_"));
        return builder;
    }

    private void awaitReady() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(uri("/readyz")).build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int status = 0;
        while (status != 200) {
            assertThat(System.nanoTime()).as("waiting until ready").isLessThan(end);
            status = client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    int port() {
        return port;
    }

    Process process() {
        return process;
    }

    /** What it wrote to the standard error. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Asks it to stop, as an operator does; answers its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it stops")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
