package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

@DisplayName("Each benchmark runs:")
class BenchmarksTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FramingBenchmark,1,size=100,format=NDJSON",
        "TopicMatchingBenchmark,2,audiences=10,",
        "WindowBenchmark,3,,",
        "AudienceBenchmark,2,events=16,",
        "SequencerBenchmark,1,batch=100,",
    })
    @DisplayName("for a moment")
    void runs(String benchmark, int methods, String one, String other) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + benchmark + "\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        for (String parameter : new String[] {one, other}) {
            if (parameter != null) {
                int equals = parameter.indexOf('=');
                options.param(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        Collection<RunResult> results = new Runner(options.build()).run();

        assertThat(results)
                .hasSize(methods)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
