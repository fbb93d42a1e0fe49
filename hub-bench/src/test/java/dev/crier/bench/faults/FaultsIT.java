package dev.crier.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short round of the fault suite; and its judge, before servers that go wrong on purpose. */
class FaultsIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration SHORT = Duration.ofSeconds(3);

    private final long seed = new Random().nextInt(1_000_000);

    /** Cut lines before a server of ours. */
    private record Lines(int port) implements Scenario {

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public void run(Round round) {
            new CutLines().against(round, port);
        }
    }

    private Outcome outcome(LyingServer.Lie lie) throws Exception {
        try (LyingServer server = new LyingServer(lie)) {
            return FaultSuite.outcome(new Lines(server.port()), HOME, SHORT, seed);
        }
    }

    @Test
    void a_server_that_does_all_right_is_found_whole() throws Exception {
        Outcome outcome = outcome(LyingServer.Lie.NONE);
        assertThat(outcome.whole()).as(outcome.text()).isTrue();
        assertThat(outcome.tally().reconnects()).isPositive();
        assertThat(outcome.tally().received()).isPositive();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "SKIPS_IN_A_CATCH_UP, lost [1-9]",
        "HIDES_A_GAP, lost [1-9]",
        "DOUBLES_IN_A_CATCH_UP, doubled [1-9]",
        "REORDERS, reordered [1-9]",
        "HALVES, broken [1-9]",
        "ANNOUNCES_A_GAP, gaps were announced though the hub has kept everything"
    })
    void a_server_that_goes_wrong_is_told(LyingServer.Lie lie, String found) throws Exception {
        Outcome outcome = outcome(lie);
        assertThat(outcome.whole()).isFalse();
        assertThat(outcome.text().replace(",", "")).startsWith("BROKEN").containsPattern(found);
    }

    @Test
    @Tag("faults")
    @EnabledOnOs(OS.LINUX)
    void a_hub_loses_doubles_and_reorders_nothing_whatever_is_done_to_it() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        List<String> names = FaultSuite.names();
        boolean whole = new FaultSuite(HOME, out, "all".equals(System.getenv("CRIER_REQUIRE")))
                .run(names, SHORT.multipliedBy(names.size()), seed);
        String text = said.toString(StandardCharsets.UTF_8);
        System.out.print(text);
        assertThat(whole).as(text).isTrue();
        assertThat(text.lines()).hasSize(names.size() + 1);
    }
}
