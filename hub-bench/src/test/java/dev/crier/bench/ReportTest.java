package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A report")
class ReportTest {

    private static final Latencies.Quantiles QUANTILES = new Latencies.Quantiles(9, 1_000, 2_000, 3_000, 4_000, 5_000);

    private static LoadResult result(Optional<LoadResult.Cpu> cpu, Verdict verdict, int ended) {
        return new LoadResult(
                "mine",
                "http://127.0.0.1:8080/events/%d",
                new LoadResult.Connections(
                        1_000, 2, Coding.GZIP, 0.25, ended, cpu.map(c -> new LoadResult.Memory(100, 110, 10.24, 10.1))),
                Optional.of(new LoadResult.Delivery(
                        100, 5, 500, 500_000, 75_000_000, cpu, 2.5, true, QUANTILES, QUANTILES, verdict)));
    }

    private static final Optional<LoadResult.Cpu> CPU = Optional.of(new LoadResult.Cpu(1, 3));
    private static final Verdict WHOLE = new Verdict(true, 500_000, 0, 0, 0, 0);

    @Test
    @DisplayName("is read by people")
    void text() {
        assertThat(Report.text(result(CPU, WHOLE, 0))).isEqualTo("""
                mine         1,000 subscribers of 2 topics at http://127.0.0.1:8080/events/%d, gzip
                connections  opened in 0.25 s, the server's memory went from 100.0 to 110.0 MiB: 10.2 KiB a connection (10.1 with what its processes share counted once)
                published    100.0 events/s of 100 bytes, for 5.0 s
                delivered    100,000 events/s, 15.0 MB/s
                server CPU   4.00 s (1.00 its own, 3.00 the kernel's): 125,000 deliveries per CPU-second
                client CPU   50 % of a core
                latency      p50 1.00, p90 2.00, p99 3.00, p99.9 4.00, max 5.00 ms, from when each event was due
                answers      p50 1.00, p90 2.00, p99 3.00, p99.9 4.00, max 5.00 ms
                checked      every subscriber got every event, once, in order (500,000 in all)
                """);
    }

    @Test
    @DisplayName("says what is broken, and what was not judged")
    void broken() {
        Verdict ordered = new Verdict(true, 10, 1, 2, 3, 0);
        Verdict unordered = new Verdict(false, 10, 0, 0, 3, 0);

        assertThat(Report.text(result(CPU, ordered, 0))).contains("BROKEN       1 lost, 2 doubled, 3 reordered of 11");
        assertThat(Report.text(result(CPU, unordered, 0)))
                .contains("every subscriber got every event, once; the order isn't judged with several publishers");
        assertThat(Report.text(result(CPU, WHOLE.withEnded(1), 1))).contains("BROKEN       the server ended 1 stream");
        assertThat(result(CPU, ordered, 0).whole()).isFalse();
        assertThat(result(CPU, unordered, 0).whole()).isTrue();
        assertThat(result(CPU, WHOLE, 1).whole()).isFalse();
    }

    @Test
    @DisplayName("is whole only if no single thing is wrong")
    void whole() {
        assertThat(new Verdict(true, 10, 0, 0, 0, 0).whole()).isTrue();
        assertThat(new Verdict(true, 10, 1, 0, 0, 0).whole()).isFalse();
        assertThat(new Verdict(true, 10, 0, 1, 0, 0).whole()).isFalse();
        assertThat(new Verdict(true, 10, 0, 0, 1, 0).whole()).isFalse();
        assertThat(new Verdict(true, 10, 0, 0, 0, 1).whole()).isFalse();
    }

    @Test
    @DisplayName("leaves out what the system doesn't tell, and says so")
    void unknown() {
        LoadResult result = result(Optional.empty(), WHOLE, 0);

        assertThat(Report.text(result)).contains("server CPU   unknown: ", "the server's memory is unknown: ");
        assertThat(Report.json(result).has("serverCpu")).isFalse();
        assertThat(Report.json(result).has("memory")).isFalse();
    }

    @Test
    @DisplayName("is read by machines, in one line")
    void json() {
        String line = Report.line(Report.json(result(CPU, WHOLE, 0)));
        JsonNode json = Report.read(line);

        assertThat(line).doesNotContain("\n");
        assertThat(json.at("/whole").asBoolean()).isTrue();
        assertThat(json.at("/deliveriesPerSecond").asDouble()).isEqualTo(100_000);
        assertThat(json.at("/serverCpu/deliveriesPerCpuSecond").asDouble()).isEqualTo(125_000);
        assertThat(json.at("/latencyMicros/p99").asDouble()).isEqualTo(3_000);
        assertThat(json.at("/memory/kibPerConnection").asDouble()).isEqualTo(10.24);
        assertThat(json.at("/lost").asLong(-1)).isZero();
    }

    @Test
    @DisplayName("of a storm is whole only if all came back whole")
    void storm() {
        StormResult whole = new StormResult(1_000, 20, 100, 20, 0.5, QUANTILES, QUANTILES, WHOLE, WHOLE);
        StormResult late = new StormResult(1_000, 20, 100, 19, 0.5, QUANTILES, QUANTILES, WHOLE, WHOLE);

        assertThat(whole.whole()).isTrue();
        assertThat(whole.text())
                .contains("20 clients come back at once, each having missed 100 events, while 1,000 stay")
                .contains("20 of 20 had all they had missed after 0.50 s");
        assertThat(late.whole()).isFalse();
        assertThat(whole.json().at("/latencyMicrosDuring/p99").asDouble()).isEqualTo(3_000);
    }

    @Test
    @DisplayName("of idle topics and of starts says one figure each")
    void others() {
        IdleTopicsRun.Result topics =
                new IdleTopicsRun.Result(1_000, 1, OptionalLong.of(1 << 20), OptionalLong.of(2 << 20));
        Startup.Result startup = new Startup.Result(List.of(1.0, 3.0, 2.0), List.of(1.0));

        assertThat(topics.text()).contains("1.0 MiB live before, 2.0 MiB after: 1049 bytes a topic");
        assertThat(new IdleTopicsRun.Result(1, 1, OptionalLong.empty(), OptionalLong.empty()).text())
                .contains("unknown");
        assertThat(startup.text()).contains("2.000 s (from 1.000 to 3.000)").contains("ratio        2.00");
        assertThat(startup.json().path("ratio").asDouble()).isEqualTo(2);
    }

    @Test
    @DisplayName("reads the heap from a JVM's histogram")
    void heap() {
        assertThat(Heap.total("   1:  10  320  [B (java.base)\nTotal          1234       567890\n"))
                .hasValue(567_890);
        assertThat(Heap.total("nothing")).isEmpty();
        assertThat(Heap.objects(
                        "   1:  10  320  a.B (java.base)\n   2:  7  56  a.C\nTotal  17  376\n", List.of("a.C", "a.D")))
                .isEqualTo(Map.of("a.C", 7L, "a.D", 0L));
        assertThat(Heap.objects("nothing", List.of("a.C"))).isEmpty();
    }
}
