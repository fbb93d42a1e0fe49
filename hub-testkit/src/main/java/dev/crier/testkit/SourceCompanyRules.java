package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.core.Event;
import dev.crier.core.TopicFilter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule 10: what two sources of one type have to do with each other, which is nothing. */
interface SourceCompanyRules extends SourceBed {

    @Test
    default void rule10_each_of_two_publishes_its_own_through_its_own_context() {
        DrivenSource one = running();
        DrivenSource other = hub().source("other").start();
        one.awaitMore(3);
        other.awaitMore(3);
        assertKeepsOff(one, other);
        assertKeepsOff(other, one);
        one.stop();
        other.stop();
    }

    /** Nothing to see where both have the same topics. */
    private void assertKeepsOff(DrivenSource source, DrivenSource other) {
        TopicFilter topics = topics(other.settings());
        if (!topics.equals(topics(source.settings()))) {
            source.emissions()
                    .forEach(emission -> emission.drafts()
                            .forEach(draft -> assertFalse(
                                    topics.matches(draft.topic()),
                                    "rule 10: through its context, another source published on " + draft.topic())));
        }
    }

    @Test
    default void rule10_two_that_begin_alike_say_the_same() {
        assumeTrue(repeatable(), "it says something else at each start");
        DrivenSource one = running();
        DrivenSource other = hub().source("other").start();
        one.awaitMore(4);
        other.awaitMore(4);
        assertEquals(first(one), first(other), "rule 10: what each of two sources says first");
        one.stop();
        other.stop();
    }

    private static List<String> first(DrivenSource source) {
        return source.published().stream().limit(4).map(Event::data).toList();
    }

    @Test
    default void rule10_one_goes_on_when_the_other_stops() {
        DrivenSource one = running().awaitMore(1);
        DrivenSource other = hub().source("other").start().awaitMore(1);
        one.stop();
        other.awaitMore(3);
        hub().source("tested").start(11).stop();
        other.awaitMore(3).stop();
    }
}
