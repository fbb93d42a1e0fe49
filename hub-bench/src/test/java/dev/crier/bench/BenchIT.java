package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The bench")
@Timeout(120)
class BenchIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path temp;

    private record Run(int exitCode, String out, String err) {}

    /** In this JVM. */
    private static Run run(String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new Bench(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        HOME)
                .run(List.of(arguments));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The packaged jar, as users run it. */
    private Run runJar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                OwnServer.java().toString(),
                "-Dcrier.home=" + HOME,
                "-jar",
                Path.of("target", "crier-bench.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Run(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    private static Run against(FaultyServer.Fault fault, String... more) throws Exception {
        try (FaultyServer server = new FaultyServer(fault)) {
            List<String> arguments = new ArrayList<>(
                    List.of("--url", server.url() + "/events/%d", "--publish", server.url() + "/pub/%d"));
            arguments.addAll(List.of("-n", "3", "--rate", "200", "--settle", "0", "--warm-up", "0"));
            arguments.addAll(List.of("-d", "0.5", "--grace", "5"));
            arguments.addAll(List.of(more));
            return run(arguments.toArray(String[]::new));
        }
    }

    @Test
    @DisplayName("measures a hub of its own, and finds it whole")
    void ownHub() throws Exception {
        Path file = temp.resolve("results");
        Run run = runJar("-n", "50", "-t", "3", "-d", "2", "--warm-up", "1", "-o", file.toString());
        JsonNode json = Report.read(Files.readString(file));

        assertThat(run.err).contains("warming up: ", "measuring: ");
        assertThat(run.out).contains("50 subscribers of 3 topics", "every subscriber got every event, once, in order");
        assertThat(run.exitCode).isZero();
        assertThat(json.at("/whole").asBoolean()).isTrue();
        assertThat(json.at("/deliveriesPerSecond").asDouble()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    @EnabledOnOs(OS.LINUX)
    @DisplayName("knows the hub's CPU time and memory, and takes compressed batches of several publishers")
    void compressedBatches(String coding) throws Exception {
        Run run = runJar(
                "-n",
                "20",
                "-d",
                "1",
                "--warm-up",
                "0.5",
                "--" + coding,
                "--batch",
                "20",
                "-k",
                "2",
                "--filler",
                "json",
                "-s",
                "330",
                "--json",
                "-q");
        JsonNode json = Report.read(run.out.strip());

        assertThat(run.err).isEmpty();
        assertThat(run.exitCode).isZero();
        assertThat(json.at("/coding").asText()).isEqualTo(coding);
        assertThat(json.at("/orderJudged").asBoolean(true)).isFalse();
        assertThat(json.at("/serverCpu/deliveriesPerCpuSecond").asDouble()).isPositive();
        assertThat(json.at("/memory/afterMib").asDouble()).isPositive();
        assertThat(json.at("/bytesPerSecond").asDouble())
                .as("compressed")
                .isLessThan(330 * json.at("/deliveriesPerSecond").asDouble());
    }

    @Test
    @DisplayName("lets clients come back by their ids, and finds them whole")
    void storm() throws Exception {
        Run run = runJar(
                "-n", "20", "--rate", "50", "-d", "1", "--warm-up", "0.5", "--storm", "30", "--missed", "40", "-q");

        assertThat(run.err).isEmpty();
        assertThat(run.out)
                .contains("30 of 30 had all they had missed", "stayed       every subscriber", "returned     every");
        assertThat(run.exitCode).isZero();
    }

    @Test
    @DisplayName("sees what a topic costs that keeps nothing")
    void idleTopics() throws Exception {
        Run run = runJar("--idle-topics", "5000", "--json", "-q");
        JsonNode json = Report.read(run.out.strip());

        assertThat(run.exitCode).isZero();
        assertThat(json.at("/heapBytesPerTopic").asDouble()).isBetween(50.0, 2_000.0);
    }

    @Test
    @DisplayName("compares the starts of the hub and of a bare server")
    void startup() throws Exception {
        Run run = runJar("--startup", "--repeats", "1");

        assertThat(run.exitCode).isZero();
        assertThat(run.out).contains("hub ", "bare Vert.x ", "ratio ");
    }

    @Test
    @DisplayName("finds a small server whole that does all right")
    void noFault() throws Exception {
        assertThat(against(FaultyServer.Fault.NONE).exitCode).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"LOSES,lost", "DOUBLES,doubled", "REORDERS,reordered"})
    @DisplayName("tells a server that")
    void faults(FaultyServer.Fault fault, String what) throws Exception {
        Run run = against(fault);
        List<String> wrong = run.out
                .lines()
                .filter(line -> line.startsWith("BROKEN"))
                .flatMap(line -> List.of(line.substring(13).split(",? of |, ")).stream())
                .filter(part -> part.contains(" ") && !part.startsWith("0 "))
                .toList();

        assertThat(run.exitCode).isEqualTo(1);
        assertThat(wrong).singleElement().asString().endsWith(what);
    }

    @Test
    @DisplayName("judges no order with several publishers")
    void notJudged() throws Exception {
        Run run = against(FaultyServer.Fault.REORDERS, "--publishers", "2");

        assertThat(run.out).contains("the order isn't judged with several publishers");
        assertThat(run.exitCode).isZero();
    }

    @Test
    @DisplayName("tells a server that ends streams")
    void endsStreams() throws Exception {
        Run run = against(FaultyServer.Fault.ENDS_STREAMS);

        assertThat(run.out).contains("BROKEN", "the server ended 3 streams");
        assertThat(run.exitCode).isEqualTo(1);
    }

    @Test
    @DisplayName("says in a sentence what was refused")
    void refused() throws Exception {
        Run streams = against(FaultyServer.Fault.REFUSES_STREAMS);
        Run events = against(FaultyServer.Fault.REFUSES_EVENTS);
        String nobody = "http://127.0.0.1:" + OwnServer.freePort() + "/";
        Run connection = run("--url", nobody, "--publish", nobody, "-q");
        Run usage = run("--subscriber", "3");

        assertThat(streams.exitCode).isEqualTo(1);
        assertThat(streams.err)
                .containsPattern(
                        "answered a subscription to http://.*/events/0 with 503 Service Unavailable: no room\n");
        assertThat(events.exitCode).isEqualTo(1);
        assertThat(events.err).containsPattern("refused a publish to http://.*/pub/0: 401 Unauthorized: no token\n");
        assertThat(connection.exitCode).isEqualTo(1);
        assertThat(connection.err).containsPattern("Can't connect to " + nobody + ": Connection refused.*\\.\n");
        assertThat(usage.exitCode).isEqualTo(2);
        assertThat(usage.err).contains("did you mean '--subscribers'?");
    }

    @Test
    @DisplayName("hands over to JMH and jcstress, which find what is theirs")
    void harnesses() throws Exception {
        Run jmh = runJar("jmh", "-l");
        Run jcstress = runJar("jcstress", "-l");

        assertThat(jmh.out)
                .contains("FramingBenchmark.frame", "TopicMatchingBenchmark.find", "WindowBenchmark.append")
                .contains("AudienceBenchmark.join", "SequencerBenchmark.publish");
        assertThat(jcstress.out).contains("WindowStress.AppendAndRead", "WindowStress.Lap");
        assertThat(jmh.exitCode).isZero();
        assertThat(jcstress.exitCode).isZero();
    }
}
