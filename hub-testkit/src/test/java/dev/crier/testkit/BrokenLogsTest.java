package dev.crier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.spi.EventLog;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract finds each broken log, and says by its number which rule is broken. */
@Tag("kit")
class BrokenLogsTest {

    private static volatile BrokenLog broken = BrokenLog.REUSES_A_POSITION;

    /** The contract, run on the log that is broken in the way at hand. */
    static class OfABrokenLog extends EventLogContract {

        @Override
        protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
            return broken.open(vertx, bounds, clock);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_log_fails_the_tests_of_just_the_rules_that_it_breaks(BrokenLog log) {
        broken = log;
        RulesThatFailed failed = RulesThatFailed.of(OfABrokenLog.class);
        assertThat(failed.rules()).as("rules of %s", failed).isEqualTo(new TreeSet<>(log.rules()));
    }
}
