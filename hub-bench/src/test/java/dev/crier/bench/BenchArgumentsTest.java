package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.bench.faults.FaultSuite;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The bench's command line")
class BenchArgumentsTest {

    private static BenchCommand parse(String... arguments) {
        return BenchArguments.parse(List.of(arguments));
    }

    private static BenchCommand.Load load(String... arguments) {
        return (BenchCommand.Load) parse(arguments);
    }

    private static String body(LoadPlan.Publish publish) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        publish.body().append(out, 7, "DATA".getBytes(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("says nothing: 1,000 subscribers of a hub of its own, as fast as events are accepted")
    void defaults() {
        BenchCommand.Load load = load();
        LoadPlan.Publish publish = load.plan().publish().orElseThrow();

        assertThat(load.ownHub()).isTrue();
        assertThat(load.plan().subscribe().subscribers()).isEqualTo(1_000);
        assertThat(load.plan().subscribe().target().path(3)).isEqualTo("/events/bench/3");
        assertThat(publish.pace()).isEqualTo(new Pace.AsAccepted());
        assertThat(publish.ordered()).isTrue();
        assertThat(body(publish)).isEqualTo("DATA");
        assertThat(load.output()).isEqualTo(new BenchCommand.Output(false, java.util.Optional.empty(), false));
    }

    @Test
    @DisplayName("points it at any server")
    void anyServer() {
        BenchCommand.Load load = load(
                "--url",
                "http://localhost:3000/sse?channel=%d",
                "--publish",
                "http://localhost:3000/pub",
                "--body",
                "channel=%d&data=%P\\n",
                "--content-type",
                "application/x-www-form-urlencoded",
                "--publisher-header",
                "Authorization: Bearer 1",
                "--publisher-header",
                "X-B: 2",
                "--server-pid",
                "12,34",
                "--method",
                "PUT",
                "--rate",
                "2.5",
                "-d",
                "0.5",
                "-o",
                "out.jsonl",
                "--json");
        LoadPlan.Publish publish = load.plan().publish().orElseThrow();

        assertThat(load.ownHub()).isFalse();
        assertThat(load.plan().serverPids()).containsExactly(12L, 34L);
        assertThat(load.plan().subscribe().target()).isEqualTo(new Target("localhost", 3000, "/sse?channel=%d"));
        assertThat(load.plan().subscribe().target().url(12)).isEqualTo("http://localhost:3000/sse?channel=12");
        assertThat(publish.method()).isEqualTo("PUT");
        assertThat(publish.headers())
                .containsExactly(
                        "Content-Type: application/x-www-form-urlencoded", "Authorization: Bearer 1", "X-B: 2");
        assertThat(body(publish)).isEqualTo("channel=7&data=DATA\n");
        assertThat(publish.pace()).isEqualTo(new Pace.Rate(2.5));
        assertThat(load.plan().times().measured()).isEqualTo(Duration.ofMillis(500));
        assertThat(load.output().file()).contains(Path.of("out.jsonl"));
        assertThat(load.output().json()).isTrue();
    }

    @Test
    @DisplayName("gives a hub of the bench's own batches as NDJSON")
    void batches() {
        LoadPlan.Publish publish = load("--batch", "5").plan().publish().orElseThrow();

        assertThat(publish.target().path(1)).isEqualTo("/events");
        assertThat(publish.headers()).containsExactly("Content-Type: application/x-ndjson");
        assertThat(body(publish)).isEqualTo("{\"topic\":\"bench/7\",\"data\":\"DATA\"}\n");
    }

    @Test
    @DisplayName("holds idle connections, and publishes nothing")
    void idle() {
        LoadPlan plan = load("-n", "10", "--idle", "3").plan();

        assertThat(plan.publish()).isEmpty();
        assertThat(plan.times().settle()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    @DisplayName("knows the other scenarios")
    void scenarios() {
        BenchCommand.Storm storm = (BenchCommand.Storm) parse("--storm", "20", "--missed", "9", "--rate", "50");
        BenchCommand.IdleTopics topics = (BenchCommand.IdleTopics) parse("--idle-topics", "1000");

        assertThat(storm.clients()).isEqualTo(20);
        assertThat(storm.missed()).isEqualTo(9);
        assertThat(topics.topics()).isEqualTo(1_000);
        assertThat(topics.load().plan().publish().orElseThrow().batch()).isEqualTo(1_000);
        assertThat(parse("--startup", "--repeats", "3")).isInstanceOf(BenchCommand.Startup.class);
        assertThat(parse("jmh", "-l")).isEqualTo(new BenchCommand.Jmh(List.of("-l")));
        assertThat(parse("jcstress", "-h")).isEqualTo(new BenchCommand.Jcstress(List.of("-h")));
        assertThat(((BenchCommand.Compare) parse("compare", "--rows", "single,zstd")).rows())
                .containsExactly("single", "zstd");
        assertThat(((BenchCommand.Compare) parse("compare")).rows())
                .startsWith("single", "joined")
                .endsWith("intake", "batch");
    }

    @Test
    @DisplayName("explains itself")
    void help() {
        assertThat(((BenchCommand.Help) parse("--help")).text())
                .contains("crier bench compare", "--subscribers", "Exit codes", "/pub/%d")
                .doesNotContain("%%d");
        assertThat(((BenchCommand.Help) parse("compare", "--help")).text())
                .contains("latency10k", "libnginx-mod-nchan");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--subscriber 3 | did you mean '--subscribers'?",
                "compere | did you mean 'compare'?",
                "compare --rows singel | did you mean 'single'?",
                "-n many | --subscribers: expected a whole number, not 'many'",
                "-n 0 | --subscribers: expected at least 1, not 0",
                "--rate 0 | expected 0.001 to 1000000000 events a second, not 0",
                "--rate NaN | expected 0.001 to 1000000000 events a second, not NaN",
                "-n 1 --topics 2 --window 1 | each topic needs one",
                "--body %P --batch 500 | --batch joins bodies as they are",
                "--url http://x:99999/y --publish http://x/y | a port is from 1 to 65535, not 99999",
                "--rate 1 --window 1 | choose one",
                "--gzip --zstd | choose one",
                "--publish http://x/y | --url is needed too",
                "--url http://x/y | --publish is missing",
                "--url https://x/y --publish http://x/y | expected http://host:port/path, not 'https://x/y'",
                "--url nothing --publish http://x/y | expected http://host:port/path, not 'nothing'",
                "--body none | there is no %P",
                "--body %P%x | '%x' at character 2 is none of",
                "--size 10 | --size: expected at least 42, not 10",
                "--filler xml | expected text or json, not 'xml'",
                "--storm 5 | --storm needs --rate",
                "--storm 5 --idle 1 | can't go with --idle",
                "--server-pid a | expected numbers such as 123,456, not 'a'",
                "--publisher-header X | expected 'Name: value', not 'X'",
                "--seconds -1 | expected seconds, from 0 to a day, not -1",
                "--topics 1000001 | at most 1000000 topics",
            })
    @DisplayName("says what to type instead")
    void mistakes(String arguments, String message) {
        assertThatThrownBy(() -> parse(arguments.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("chooses faults, for how long, and by which chance")
    void faults() {
        BenchCommand.Faults all = (BenchCommand.Faults) parse("faults");
        BenchCommand.Faults some =
                (BenchCommand.Faults) parse("faults", "--only", "kill,soak", "--minutes", "1.5", "--seed", "7");

        assertThat(all.scenarios()).isEqualTo(FaultSuite.names());
        assertThat(all.time()).isEqualTo(Duration.ofMinutes(3));
        assertThat(some).isEqualTo(new BenchCommand.Faults(List.of("kill", "soak"), Duration.ofSeconds(90), 7));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "--only, kil, did you mean 'kill'?",
        "--minutes, 0, expected minutes",
        "--minutes, x, expected a number",
        "--seed, x, expected a whole number"
    })
    @DisplayName("says what is wrong with the options of faults")
    void faultsWrong(String option, String value, String message) {
        assertThatThrownBy(() -> parse("faults", option, value))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }
}
