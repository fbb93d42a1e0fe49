package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.crier.testkit.EventSourceContract;
import java.io.File;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The example plugin, built, tested, dropped into the folder {@code plugins/} and run; and its page in the documentation. */
class DiceSourceIT {

    private static final Path PROJECT = Path.of("..", "examples", "dice-source");
    private static final Path SOURCE =
            PROJECT.resolve(Path.of("src", "main", "java", "com", "example", "dice", "DiceSource.java"));
    private static final Path TEST =
            PROJECT.resolve(Path.of("src", "test", "java", "com", "example", "dice", "DiceSourceTest.java"));
    private static final Path PAGE = Path.of("..", "docs", "plugins.md");
    private static final String SERVICE = "META-INF/services/dev.crier.core.spi.EventSource";
    private static final Path SERVICE_FILE =
            PROJECT.resolve(Path.of("src", "main", "resources")).resolve(SERVICE);

    @TempDir
    Path folder;

    /** Compiles the plugin, against the hub that users get. */
    private Path classes() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(SOURCE, Path.of("target", "crier.jar").toAbsolutePath().toString(), classes);
        Path service = classes.resolve(SERVICE);
        Files.createDirectories(service.getParent());
        Files.copy(SERVICE_FILE, service);
        return classes;
    }

    private static void compile(Path file, String classPath, Path classes) {
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", classPath, "-parameters", file.toString());
        assertThat(exit).as("javac").isZero();
    }

    private void build(Path jar) throws Exception {
        Path classes = classes();
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                var all = Files.walk(classes)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(one).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(one));
            }
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
            try (EventReader reader = EventReader.open(hub.uri("/events/dice?replay=5"))) {
                assertThat(reader.data(10)).allMatch(shown -> shown.matches("[1-3]"));
            }
        }
    }

    @Test
    void the_example_plugin_passes_its_own_tests() throws Exception {
        Path classes = classes();
        String classPath = System.getProperty("java.class.path");
        compile(TEST, classes + File.pathSeparator + classPath, classes);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Events tests = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(loader.loadClass("com.example.dice.DiceSourceTest")))
                    .execute()
                    .testEvents();
            assertThat(tests.failed().list()).isEmpty();
            assertThat(tests.succeeded().count()).isGreaterThan(20);
        }
    }

    @Test
    void the_example_is_built_with_the_versions_of_the_hub() throws Exception {
        String example = Files.readString(PROJECT.resolve("pom.xml"));
        String hub = Files.readString(Path.of("..", "pom.xml"));
        assertThat(version(example, "hub-core")).isEqualTo(version(hub, "crier"));
        assertThat(version(example, "hub-testkit")).isEqualTo(version(hub, "crier"));
        assertThat(version(example, "junit-jupiter")).isEqualTo(between(hub, "<junit.version>(.*)</junit.version>"));
        for (String plugin : List.of("maven-compiler-plugin", "maven-surefire-plugin")) {
            assertThat(version(example, plugin)).isEqualTo(version(hub, plugin));
        }
    }

    private static String version(String pom, String artifact) {
        return between(pom, "<artifactId>" + artifact + "</artifactId>\\s*<version>(.*)</version>");
    }

    private static String between(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    @Test
    void the_documentation_shows_the_plugin_and_its_test_as_they_are() throws Exception {
        String page = Files.readString(PAGE);
        assertThat(page).contains("```java\n" + Files.readString(SOURCE) + "```");
        assertThat(page).contains("```java\n" + Files.readString(TEST) + "```");
        assertThat(page).contains(Files.readString(SERVICE_FILE).strip());
    }

    @Test
    void the_documentation_has_all_that_a_test_of_a_source_can_say() throws Exception {
        Set<String> documented = Pattern.compile("(?m)^\\| `(\\w+)\\(")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
        assertThat(documented)
                .isEqualTo(Arrays.stream(EventSourceContract.class.getDeclaredMethods())
                        .filter(method -> (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                        .filter(method -> !Modifier.isFinal(method.getModifiers()) && !method.isSynthetic())
                        .map(Method::getName)
                        .collect(Collectors.toSet()));
    }
}
