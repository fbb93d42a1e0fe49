package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command as a process of its own, since exit codes and signals are what this is about. */
@DisplayName("crier serve")
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class ServeIT {

    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    @DisplayName("says on standard output where it is, serves there, and exits with 0 on SIGTERM")
    void terminated() throws Exception {
        Process hub = crier(Map.of(), "serve", "--host", "127.0.0.1", "--port", "0", "--dev", "--no-sources");
        String banner = bannerUpTo("  WARNING", hub);

        assertThat(banner).contains("sources    none", "WARNING: development mode");
        assertThat(status(banner, "livez")).isEqualTo(200);
        signal("TERM", hub);
        assertThat(hub.waitFor()).isZero();
    }

    @Test
    @DisplayName("logs a JSON object a line where no terminal reads it, its end included")
    void logsJson() throws Exception {
        Process hub = crier(Map.of(), "serve", "--host", "127.0.0.1", "--port", "0", "--no-sources");
        String banner = banner(hub);
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri(banner, "events/quiet")).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        signal("TERM", hub);
        assertThat(hub.waitFor()).isZero();
        List<JsonObject> lines = said().stream().map(JsonObject::new).toList();
        assertThat(lines)
                .extracting(line ->
                        line.getString("message").replaceAll("[ :,].*", "") + " " + line.getString("reason", "-"))
                .containsExactly("Stream -", "Stopping -", "Stream drained", "Stopped -");
    }

    @Test
    @DisplayName("logs text where it is told to")
    void logsText() throws Exception {
        Process hub = crier(
                Map.of("CRIER_LOG_FORMAT", "text"), "serve", "--host", "127.0.0.1", "--port", "0", "--no-sources");
        banner(hub);
        signal("TERM", hub);
        assertThat(hub.waitFor()).isZero();
        assertThat(said())
                .hasSize(2)
                .last()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\d [0-9:.]+ INFO  ServeCommand: Stopped");
    }

    @Test
    @DisplayName("exits with 0 on SIGINT too, although a stream is open")
    void interrupted() throws Exception {
        Process hub = crier(Map.of(), "serve", "--host", "127.0.0.1", "--port", "0", "--no-sources");
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri(banner(hub), "events/quiet")).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);

        signal("INT", hub);
        assertThat(hub.waitFor()).isZero();
    }

    @Test
    @DisplayName("exits with 1 and one line that says what to do if the port is in use")
    void portInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            Process hub = crier(Map.of(), "serve", "--host", "127.0.0.1", "--port", port, "--no-sources");

            assertThat(hub.waitFor()).isEqualTo(1);
            assertThat(Files.readString(errors()))
                    .startsWith("crier: port " + port + " is in use; stop what listens on 127.0.0.1:" + port
                            + ", or choose")
                    .hasLineCount(1);
        }
    }

    @Test
    @DisplayName("exits with 1 and one line that says what to do if the operators' port is in use")
    void adminPortInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            Process hub = crier(Map.of(), "serve", "--host", "127.0.0.1", "--port", "0", "--admin-port", port);

            assertThat(hub.waitFor()).isEqualTo(1);
            assertThat(Files.readString(errors()))
                    .startsWith("crier: the admin interface can't listen on 127.0.0.1:" + port)
                    .contains("--admin-port")
                    .hasLineCount(1);
        }
    }

    @Test
    @DisplayName("exits with 1 if the host is no address of this machine")
    void foreignHost() throws Exception {
        Process hub = crier(Map.of(), "serve", "--host", "192.0.2.1", "--port", "0", "--no-sources");

        assertThat(hub.waitFor()).isEqualTo(1);
        assertThat(Files.readString(errors()))
                .startsWith("crier: '192.0.2.1' is no address of this machine;")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("exits with 2 before it opens a port if the configuration is wrong")
    void wrongConfiguration() throws Exception {
        Files.writeString(folder.resolve("crier.yaml"), "sse: {hartbeat: 1s}");
        Process hub = crier(Map.of("CRIER_SERVER_PORT", "0"), "serve");

        assertThat(hub.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors()))
                .startsWith("crier.yaml:1:7: sse.hartbeat: unknown key; did you mean 'heartbeat'?");
    }

    // ----

    private Process crier(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 24) {
            // As ./crier and the jar's manifest have it; from a class path newer JVMs warn about Netty's native code.
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Crier.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CRIER_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** The lines of its log, but those about a machine that halts all threads for a while. */
    private List<String> said() throws IOException {
        return Files.readAllLines(errors()).stream()
                .filter(line -> !line.contains("BlockedThreadChecker"))
                .toList();
    }

    private Path errors() {
        return folder.resolve("errors.txt");
    }

    /** What it says up to the line that names the file; fails with the errors if it ends instead. */
    private String banner(Process hub) throws IOException {
        return bannerUpTo("  config ", hub);
    }

    private String bannerUpTo(String last, Process hub) throws IOException {
        StringBuilder banner = new StringBuilder();
        BufferedReader lines = hub.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            banner.append(line).append('\n');
            if (line.startsWith(last)) {
                return banner.toString();
            }
        }
        throw new AssertionError("no banner but:\n" + banner + Files.readString(errors()));
    }

    private static URI uri(String banner, String path) {
        Matcher url = URL.matcher(banner);
        assertThat(url.find()).as("an address in %s", banner).isTrue();
        return URI.create(url.group() + path);
    }

    private static int status(String banner, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri(banner, path)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
