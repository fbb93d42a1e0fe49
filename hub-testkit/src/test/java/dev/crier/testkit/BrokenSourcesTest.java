package dev.crier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.spi.EventSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract finds each broken source, and says by its number which rule is broken. */
@Tag("kit")
class BrokenSourcesTest {

    private static volatile BrokenSource broken = BrokenSource.UNLISTED;

    /** The contract, run on the source that is broken in the way at hand. */
    static class OfABrokenSource extends EventSourceContract {

        @BeforeEach
        void beginAnew() {
            ReaderSource.BOOK.clear();
            LoopSource.QUEUE.clear();
        }

        @Override
        protected Class<? extends EventSource<?>> source() {
            return broken.source();
        }

        @Override
        protected Map<String, ?> settings() {
            return Map.of("topic", "some/where");
        }

        @Override
        protected void somethingNew() {
            if (broken.reader()) {
                ReaderSource.BOOK.add("page " + ReaderSource.BOOK.size());
            } else if (broken.loop()) {
                LoopSource.QUEUE.add("message");
            }
        }

        @Override
        public Map<String, ?> badSettings() {
            return broken == BrokenSource.BLAMES_NO_KEY ? Map.of("every", "0s") : Map.of("topic", "a//b");
        }

        @Override
        public boolean remembers() {
            return broken.reader();
        }

        @Override
        public boolean repeatable() {
            return !broken.loop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_source_fails_the_tests_of_just_the_rule_that_it_breaks(BrokenSource source) {
        broken = source;
        RulesThatFailed failed = RulesThatFailed.of(OfABrokenSource.class);
        assertThat(failed.rules()).as("rules of %s", failed).containsExactly(source.rule());
    }
}
