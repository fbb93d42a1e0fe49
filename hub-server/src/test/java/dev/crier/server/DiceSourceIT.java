package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.testkit.SseParser;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example plugin, built, dropped into the folder {@code plugins/} and run; and its page in the documentation. */
class DiceSourceIT {

    private static final Path PROJECT = Path.of("..", "examples", "dice-source", "src", "main");
    private static final Path SOURCE = PROJECT.resolve(Path.of("java", "com", "example", "dice", "DiceSource.java"));
    private static final String SERVICE = "META-INF/services/dev.crier.core.spi.EventSource";

    @TempDir
    Path folder;

    private void build(Path jar) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-cp",
                        Path.of("target", "crier.jar").toAbsolutePath().toString(),
                        "-parameters",
                        SOURCE.toString());
        assertThat(exit).as("javac").isZero();
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                var all = Files.walk(classes)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(one).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(one));
            }
            out.putNextEntry(new ZipEntry(SERVICE));
            out.write(Files.readAllBytes(PROJECT.resolve("resources").resolve(SERVICE)));
        }
    }

    private HubProcess hubWith(String settings) throws Exception {
        Files.writeString(folder.resolve("crier.yaml"), "sources:\n  die: {type: dice, topic: dice" + settings + "}\n");
        return HubProcess.start(folder);
    }

    @Test
    void the_example_plugin_runs_from_the_plugins_folder() throws Exception {
        build(Files.createDirectory(folder.resolve("plugins")).resolve("dice-source.jar"));
        try (HubProcess hub = hubWith(", every: 50ms, sides: 3")) {
            HttpRequest request =
                    HttpRequest.newBuilder(hub.uri("/events/dice?replay=5")).build();
            List<String> thrown = new ArrayList<>();
            try (InputStream in = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                SseParser parser = new SseParser();
                byte[] buffer = new byte[1_024];
                while (thrown.size() < 10) {
                    int count = in.read(buffer);
                    assertThat(count).isPositive();
                    parser.feed(Arrays.copyOf(buffer, count)).stream()
                            .filter(message -> message.type().equals("message"))
                            .forEach(message -> thrown.add(message.data()));
                }
            }
            assertThat(thrown).allMatch(shown -> shown.matches("[1-3]"));
        }
    }

    @Test
    void the_documentation_shows_the_plugin_as_it_is() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "plugins.md"));
        assertThat(page).contains("```java\n" + Files.readString(SOURCE) + "```");
        assertThat(page)
                .contains(Files.readString(PROJECT.resolve("resources").resolve(SERVICE))
                        .strip());
    }
}
