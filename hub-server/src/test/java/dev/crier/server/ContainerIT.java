package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The image that the Dockerfile makes, run without any rights. */
@DisplayName("The container")
@NeedsDocker
@ExtendWith(HubImage.Builder.class)
@Timeout(300)
class ContainerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STACK_TRACE = "(?s).*\n\\s+at \\S+\\(.*";

    private static HubImage built;
    private static HubContainer hub;

    @BeforeAll
    static void start(HubImage image) {
        built = image;
        hub = new HubContainer(image)
                // A probe that took these options over would end with "Multiple garbage collectors selected".
                .withEnv("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC");
        hub.start();
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    @DisplayName("is found healthy by its own check, whatever options its JVM was given")
    void healthy() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(hub.state().getHealth().getStatus())
                        .as(hub.state().getHealth().getLog().toString())
                        .isEqualTo("healthy"));
    }

    @Test
    @DisplayName("runs as a user without rights, who can write to the state folder alone")
    void confined() throws Exception {
        assertThat(hub.shell("cat /proc/1/cmdline | tr '\\0' ' '"))
                .startsWith("java ")
                .endsWith(" serve");
        assertThat(hub.shell("grep Uid /proc/1/status")).isEqualTo("Uid:\t10001\t10001\t10001\t10001");
        assertThat(hub.shell("grep CapEff /proc/1/status")).isEqualTo("CapEff:\t0000000000000000");
        assertThat(hub.shell("touch /tmp/x")).contains("Read-only file system");
        assertThat(hub.shell("touch /etc/crier/crier.yaml")).contains("Read-only file system");
        assertThat(hub.shell("touch /var/lib/crier/x && rm /var/lib/crier/x")).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hub.shell("ls /var/lib/crier")).contains("news.json"));
    }

    @Test
    @DisplayName("talks to its sockets by epoll and compresses by zstd, whose code it has to unpack somewhere")
    void nativeCode() throws Exception {
        assertThat(hub.shell("grep -m 1 -o libzstd-jni /proc/1/maps")).isEqualTo("libzstd-jni");
        assertThat(hub.shell("grep -m 1 -o libnetty_transport_native_epoll /proc/1/maps"))
                .isEqualTo("libnetty_transport_native_epoll");
    }

    @Test
    @DisplayName("starts with the classes that were kept when the image was made, whoever runs it")
    void classesKept() throws Exception {
        assertThat(hub.shell("grep -m 1 -o crier.jsa /proc/1/maps")).isEqualTo("crier.jsa");
    }

    @Test
    @DisplayName("is ready, counts, and lets a client that comes back continue exactly")
    void serves() throws Exception {
        assertThat(status(hub.uri("/readyz"))).isEqualTo(200);
        List<String> before;
        String id;
        try (EventReader reader = EventReader.open(hub.uri("/events/counter"))) {
            before = reader.data(2);
            id = reader.lastEventId();
        }
        try (EventReader other = EventReader.open(hub.uri("/events/counter"))) {
            other.data(2); // that the first one misses
        }
        try (EventReader again = EventReader.open(hub.uri("/events/counter"), id)) {
            int next = number(before.get(before.size() - 1)) + 1;
            List<String> after = again.data(4);
            assertThat(after)
                    .isEqualTo(IntStream.range(next, next + after.size())
                            .mapToObj(number -> "event #" + number)
                            .toList());
        }
    }

    @Test
    @DisplayName("that is told to stop says farewell to its streams and exits with 0, without a stack trace")
    void stopped() throws Exception {
        try (HubContainer own = new HubContainer(built)) {
            own.start();
            try (EventReader reader = EventReader.open(own.uri("/events/counter"))) {
                reader.data(1);
                own.terminate();

                assertThat(reader.rest()).matches("(?s)(.*\n\n)?retry: \\d+\n\n");
            }
            assertThat(own.state().getRunning()).isFalse();
            assertThat(own.state().getExitCodeLong()).isZero();
            assertThat(own.getLogs()).contains("crier 0.").doesNotMatch(STACK_TRACE);
        }
    }

    @Test
    @DisplayName(
            "reads crier.yaml and plugins/ from where they are mounted, and keeps the history and what sources remember over a restart")
    void restarted(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("crier.yaml"), "sources:\n  starts: {type: starts, topic: starts}\n");
        buildPlugin(Files.createDirectory(folder.resolve("plugins")).resolve("starts.jar"));
        try (var all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        try (HubContainer own = new HubContainer(built).withConfiguration(folder)) {
            own.start();
            assertThat(starts(own, 1)).containsExactly("start 1");
            own.terminate();
            own.startAgain();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> status(own.uri("/readyz")) == 200);
            assertThat(starts(own, 2)).containsExactly("start 1", "start 2");
        }
    }

    // ----

    private static void buildPlugin(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Class<?> type : List.of(StartsSource.class, StartsSource.Settings.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(name));
                out.write(Files.readAllBytes(Path.of("target", "test-classes", name)));
            }
            out.putNextEntry(new ZipEntry("META-INF/services/dev.crier.core.spi.EventSource"));
            out.write(StartsSource.class.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static List<String> starts(HubContainer container, int events) throws Exception {
        try (EventReader reader = EventReader.open(container.uri("/events/starts?lastEventId=earliest"))) {
            return reader.data(events);
        }
    }

    private static int number(String data) {
        assertThat(data).matches("event #\\d+");
        return Integer.parseInt(data.substring("event #".length()));
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
