package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real script in a small checkout, with a Maven and a Java that only note how they were called. */
@DisplayName("./crier")
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class CrierScriptTest {

    private static final String MAVEN = """
            #!/bin/sh
            echo "maven says something"
            echo built >>"$BUILDS"
            while [ -e "$BUILDS.slow" ]; do sleep 0.05; done
            [ ! -e "$BUILDS.broken" ] || exit 1
            for argument in "$@"; do
                case $argument in
                    -Dcrier.jar=*) jar=${argument#*=} ;;
                    hub-*) module=$argument ;;
                esac
            done
            echo "$module" >>"$BUILDS.modules"
            mkdir -p "$module/target" && echo jar >"$module/target/$jar"
            """;
    private static final String JAVA = """
            #!/bin/sh
            case $1 in
                -XX:ArchiveClassesAtExit=*) [ ! -e "$BUILDS.archives" ] || { echo classes >"${1#*=}" && exit 0; } ;;
            esac
            echo "java $$"
            for argument in "$@"; do echo "<$argument>"; done
            exit 42
            """;

    /** All that the script may need beside Maven and Java; each of them is POSIX but readlink and flock. */
    private static final List<String> PROGRAMS = List.of(
            "cat", "dirname", "find", "flock", "head", "mkdir", "mv", "readlink", "rm", "sed", "sh", "sleep", "touch");

    /** What spares the compiler work and the machine memory. */
    private static final List<String> TUNED =
            List.of("<-XX:MaxInlineLevel=9>", "<-XX:FreqInlineSize=120>", "<-Xms32m>");

    @TempDir
    Path temp;

    private Path checkout;
    private Path script;
    private Path jar;
    private Path programs;
    private Path javaHome;
    private Path builds;
    private String javaOptions = "";

    @BeforeEach
    void checkOut() throws IOException {
        checkout = temp.toRealPath().resolve("a checkout");
        script = checkout.resolve("crier");
        jar = checkout.resolve("hub-server/target/crier.jar");
        programs = temp.resolve("programs");
        javaHome = temp.resolve("jdk");
        builds = temp.resolve("builds");
        write(checkout.resolve("pom.xml"), "<project/>");
        write(checkout.resolve("hub-core/src/main/java/Event.java"), "class Event {}");
        Files.copy(Tools.repository().resolve("crier"), script, StandardCopyOption.COPY_ATTRIBUTES);
        for (String program : PROGRAMS) {
            Path real = Tools.onPath(program).orElseThrow(() -> new AssertionError("There is no " + program));
            executable(programs.resolve(program), "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        executable(programs.resolve("mvn"), MAVEN);
        javaThatCallsItself("17.0.15");
    }

    @Test
    @DisplayName("builds a missing jar, keeps standard output clean, and becomes java")
    void buildsAndRuns() throws Exception {
        Run run = start("serve", "--config", "my file.yaml").end();

        assertThat(run.exitCode).isEqualTo(42);
        assertThat(run.out).startsWith("java " + run.pid).containsAll(TUNED);
        assertThat(run.out).endsWith("<-jar>", "<" + jar + ">", "<serve>", "<--config>", "<my file.yaml>");
        assertThat(run.err).contains("maven says something");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    @DisplayName("starts with the classes that the build kept for this Java, before what JAVA_OPTS says")
    void archive() throws Exception {
        write(Path.of(builds + ".archives"), "");
        Path archive = checkout.resolve("hub-server/target/crier-17.jsa");

        javaOptions = "-Xlog:gc";

        Run run = start("serve").end();

        assertThat(run.out).startsWith("java " + run.pid).containsAll(TUNED);
        assertThat(run.out).contains("<-Xshare:auto>", "<-Xlog:cds=off>", "<-Xlog:cds+dynamic=off>");
        assertThat(run.out)
                .endsWith(
                        "<-XX:SharedArchiveFile=" + archive + ">", "<-Xlog:gc>", "<-jar>", "<" + jar + ">", "<serve>");

        javaThatCallsItself("21.0.1");
        assertThat(start("serve").end().out).doesNotContain("<-Xshare:auto>");
    }

    @Test
    @DisplayName("does not build again while nothing changed")
    void currentJar() throws Exception {
        start().end();
        Run second = start().end();

        assertThat(builds()).isEqualTo(1);
        assertThat(second.err).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"hub-core/src/main/java/Event.java", "hub-core/src/main/resources/new.txt", "pom.xml"})
    @DisplayName("builds again when a source or a pom is newer than the jar")
    void changedSource(String changed) throws Exception {
        start().end();
        write(checkout.resolve(changed), "changed");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        ageAllBut(checkout.resolve(changed));
        start().end();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    @DisplayName("builds the hub and the bench for the bench, and tells it where they are")
    void bench() throws Exception {
        Run run = start("bench", "--rate", "20").end();

        assertThat(run.exitCode).isEqualTo(42);
        assertThat(run.out)
                .containsExactly(
                        "java " + run.pid,
                        "<-Dcrier.home=" + checkout + ">",
                        "<-jar>",
                        "<" + checkout.resolve("hub-bench/target/crier-bench.jar") + ">",
                        "<--rate>",
                        "<20>");
        assertThat(modules()).containsExactly("hub-server", "hub-bench");
        assertThat(start("bench").end().err).isEmpty();
    }

    @Test
    @DisplayName("builds no bench for the hub, and no hub when only the bench changed")
    void hubWithoutBench() throws Exception {
        write(checkout.resolve("hub-bench/pom.xml"), "<project/>");
        start("serve").end();
        Path source = checkout.resolve("hub-bench/src/main/java/Bench.java");
        write(source, "class Bench {}");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        ageAllBut(source);
        start("serve").end();

        assertThat(modules()).containsExactly("hub-server");
        start("bench").end();
        assertThat(modules()).containsExactly("hub-server", "hub-bench");
    }

    @ParameterizedTest(name = "flock: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("builds once when two start at the same time, and both run")
    void oneBuildAtATime(boolean flock) throws Exception {
        if (!flock) {
            Files.delete(programs.resolve("flock"));
        }
        Files.createFile(slow());
        Started first = start("first");
        first.awaitOnError("maven says something");
        Started second = start("second");
        second.awaitOnError("another build is running");
        Files.delete(slow());

        assertThat(first.end().out).contains("<first>");
        assertThat(second.end().out).contains("<second>");
        assertThat(builds()).isEqualTo(1);
        try (Stream<Path> files = Files.list(checkout)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("crier", "hub-core", "hub-server", "pom.xml");
        }
    }

    @Test
    @DisplayName("takes the lock of a build that was killed, where there is no flock")
    void killedBuild() throws Exception {
        Files.delete(programs.resolve("flock"));
        Files.createFile(slow());
        Started killed = start();
        killed.awaitOnError("maven says something");
        killed.process.destroyForcibly().waitFor();
        Files.delete(slow());

        assertThat(checkout.resolve(".crier-build")).exists();
        assertThat(start().end().exitCode).isEqualTo(42);
        assertThat(checkout.resolve(".crier-build")).doesNotExist();
    }

    @Test
    @DisplayName("fails and runs nothing when the build fails, and builds again the next time")
    void brokenBuild() throws Exception {
        Path broken = Files.createFile(Path.of(builds + ".broken"));
        Run failed = start().end();
        Files.delete(broken);

        assertThat(failed.exitCode).isEqualTo(1);
        assertThat(failed.out).isEmpty();
        assertThat(failed.err).contains("The build failed");
        assertThat(start().end().exitCode).isEqualTo(42);
    }

    @Test
    @DisplayName("works through symlinks, relative ones too, and from any folder")
    void symlinks() throws Exception {
        Path absolute = Files.createSymbolicLink(temp.resolve("absolute"), script);
        Path relative = Files.createSymbolicLink(programs.resolve("crier"), Path.of("../absolute"));

        assertThat(start(absolute, List.of()).end().out).contains("<" + jar + ">");
        assertThat(start(relative, List.of()).end().out).contains("<" + jar + ">");
        assertThat(start(Path.of("crier"), List.of()).end().out).contains("<" + jar + ">");
    }

    @Test
    @DisplayName("tells a JVM from 24 on what is wanted, and no older one")
    void quietJvm() throws Exception {
        javaThatCallsItself("25.0.1");

        assertThat(start().end().out)
                .contains("<--enable-native-access=ALL-UNNAMED>", "<--sun-misc-unsafe-memory-access=allow>");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"16.0.2", "11", "1.8.0_402"})
    @DisplayName("refuses a Java older than 17 and says which it found")
    void oldJava(String version) throws Exception {
        javaThatCallsItself(version);
        Run run = start().end();

        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err).contains(javaHome.toString(), "needs 17 or later");
        assertThat(builds()).isZero();
    }

    @Test
    @DisplayName("says what to install when there is no Maven, unless the jar is there")
    void noMaven() throws Exception {
        start().end();
        Files.delete(programs.resolve("mvn"));
        assertThat(start().end().exitCode).isEqualTo(42);

        Files.delete(jar);
        Run run = start().end();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err).contains("no mvn on the PATH", "docker compose up");
    }

    @Test
    @DisplayName("names a JAVA_HOME that is none")
    void badJavaHome() throws Exception {
        javaHome = temp.resolve("nothing");

        assertThat(start().end().err).contains("JAVA_HOME is " + javaHome);
    }

    private Started start(String... arguments) throws IOException {
        return start(script, List.of(arguments));
    }

    private Started start(Path command, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "exec \"$0\" \"$@\"", command.toString()));
        line.addAll(arguments);
        Path out = Files.createTempFile(temp, "run", ".out");
        Path err = Files.createTempFile(temp, "run", ".err");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(temp.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", programs.toString());
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("BUILDS", builds.toString());
        environment.put("JAVA_OPTS", javaOptions);
        return new Started(builder.start(), out, err);
    }

    private record Started(Process process, Path out, Path err) {

        void awaitOnError(String text) {
            await().alias(text)
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> Files.readString(err), said -> said.contains(text));
        }

        Run end() throws Exception {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Run(process.pid(), process.exitValue(), Files.readAllLines(out), Files.readString(err));
        }
    }

    private record Run(long pid, int exitCode, List<String> out, String err) {}

    private void javaThatCallsItself(String version) throws IOException {
        executable(javaHome.resolve("bin/java"), JAVA);
        executable(javaHome.resolve("bin/javac"), JAVA);
        write(javaHome.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private long builds() throws IOException {
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    private List<String> modules() throws IOException {
        return Files.readAllLines(Path.of(builds + ".modules"));
    }

    private Path slow() {
        return Path.of(builds + ".slow");
    }

    /** Makes all files of the checkout older than the jar but one, whatever the file system's clock resolves. */
    private void ageAllBut(Path changed) throws IOException {
        try (Stream<Path> files = Files.walk(checkout)) {
            for (Path file : files.filter(file -> !file.equals(jar)).toList()) {
                Instant when = Instant.now().minusSeconds(file.equals(changed) ? 0 : 120);
                Files.setLastModifiedTime(file, FileTime.from(when));
            }
        }
    }

    private static void executable(Path file, String text) throws IOException {
        write(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
