package dev.crier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.TopicFilter;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Tail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract finds durable logs that don't bring back what they should. */
class BrokenTapesTest {

    private static volatile BrokenTape broken = BrokenTape.LOSES_THE_END_IN_A_CRASH;

    /** Ways to break a durable log. */
    @SuppressWarnings("ImmutableEnumChecker") // what they hold has no state
    enum BrokenTape {
        LOSES_THE_END_IN_A_CRASH(1, 11) {
            @Override
            void crash(TapeLog.Tape tape) {
                tape.tear(3);
            }
        },
        BEGINS_ANOTHER_EPOCH_WITH_THE_OLD_HISTORY(11) {
            @Override
            void open(TapeLog.Tape tape) {
                tape.unlabel();
            }
        },
        FORGETS_ALL(1, 3, 6, 11) {
            @Override
            void open(TapeLog.Tape tape) {
                tape.tear(Integer.MAX_VALUE);
            }
        },
        TELLS_THE_TAIL_WHAT_IT_KNOWS(2, 6) {
            @Override
            EventLog over(EventLog log) {
                return new ForwardingLog(log) {
                    @Override
                    public Future<Lineage> start(Tail tail) {
                        return super.start(tail)
                                .compose(lineage -> read(TopicFilter.ALL, 0, Long.MAX_VALUE, 1, Long.MAX_VALUE)
                                        .map(page -> {
                                            page.records().forEach(tail::onRecord);
                                            return lineage;
                                        }));
                    }
                };
            }
        };

        private final Set<Integer> rules;

        BrokenTape(Integer... rules) {
            this.rules = Set.of(rules);
        }

        void open(TapeLog.Tape tape) {}

        void crash(TapeLog.Tape tape) {}

        EventLog over(EventLog log) {
            return log;
        }
    }

    /** The contract, run on the durable log that is broken in the way at hand. */
    static class OfABrokenTape extends TapeLogContractTest {

        @Override
        protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
            broken.open(tape);
            return broken.over(super.create(vertx, bounds, clock));
        }

        @Override
        protected Future<Void> crash(EventLog log) {
            return super.crash(log).onSuccess(closed -> broken.crash(tape));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_durable_log_fails_the_tests_of_just_the_rules_that_it_breaks(BrokenTape tape) {
        broken = tape;
        RulesThatFailed failed = RulesThatFailed.of(OfABrokenTape.class);
        assertThat(failed.rules()).as("rules of %s", failed).isEqualTo(new TreeSet<>(tape.rules));
    }
}
