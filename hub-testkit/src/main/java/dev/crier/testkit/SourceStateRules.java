package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crier.testkit.Emission.Content;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 12: what a source that keeps its place makes of that when it starts again. */
interface SourceStateRules extends SourceBed {

    /** One that runs, and has kept the place of all that it published. */
    private DrivenSource remembering() {
        assumeTrue(remembers(), "it keeps no place in its state");
        DrivenSource source = running().awaitMore(3);
        source.settles();
        return source;
    }

    @Test
    default void rule12_it_goes_on_where_it_was() {
        remembering().stop();
        hub().somethingNew();
        hub().time().clock().forward(DrivenHub.REMEMBERED.multipliedBy(2));
        int before = hub().log().contents().size();
        DrivenSource again = hub().source("tested").start();
        assertTrue(
                again.goOnUnfedUntil(() -> hub().log().contents().size() > before),
                "rule 12: it left out what its feed had to say while it was stopped");
        again.awaitMore(1).stop();
        nothingTwice();
    }

    @Test
    default void rule12_what_has_no_id_yet_comes_after_the_restart() {
        DrivenSource source = remembering();
        hub().log().refuse();
        assertTrue(
                source.goOnUntil(() -> !source.lost().isEmpty()),
                "it emitted nothing more; does somethingNew() make it say something?");
        source.stop();
        hub().log().switchOn();
        DrivenSource again = hub().source("tested").start();
        assertTrue(
                again.goOnUntil(() -> hub().log().contents().containsAll(source.lost())),
                () -> "rule 12: it left out what the hub had not taken before its stop: " + source.lost());
        again.stop();
        nothingTwice();
    }

    @Test
    default void rule12_a_repeat_is_recognised_when_the_place_was_not_kept() {
        DrivenSource source = remembering();
        hub().states().refuse();
        assertTrue(
                source.goOnUntil(() -> hub().states().refused()), "rule 12: it published and kept no place after that");
        source.stop();
        hub().states().switchOn();
        hub().source("tested").start().awaitMore(2).stop();
        nothingTwice();
    }

    private void nothingTwice() {
        Set<Content> seen = new HashSet<>();
        hub().log()
                .contents()
                .forEach(content -> assertTrue(seen.add(content), () -> "rule 12: it published twice: " + content));
    }
}
