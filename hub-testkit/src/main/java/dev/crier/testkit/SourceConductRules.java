package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules 13 and 14: whose time a source has, and whom it talks to. */
interface SourceConductRules extends SourceBed {

    @Test
    default void rule13_it_falls_silent_while_time_stands_still() {
        assumeFalse(pushes(), "it has something new to say by itself");
        DrivenSource source = running().awaitMore(2);
        assertTrue(
                source.settles(), "rule 13: it went on while the hub's time stood still and its feed had nothing new");
        source.stop();
    }

    @Test
    default void rule14_it_writes_nothing_to_the_standard_streams() {
        try (StandardStreams streams = new StandardStreams(tested().implementation())) {
            running().awaitMore(3).stop();
            assertEquals(List.of(), streams.written(), "rule 14: what it wrote to the standard output and error");
        }
    }
}
