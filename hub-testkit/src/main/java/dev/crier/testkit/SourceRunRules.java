package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crier.core.source.SourceStatus.State;
import dev.crier.testkit.ObservedSource.Treatment;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules 4, 6, 7 and 11: how a source starts, stops and starts again. */
interface SourceRunRules extends SourceBed {

    /** More than a source has scheduled at a time. */
    int STEPS = 16;

    /** What holds its thread meanwhile is found by the hub. */
    @Test
    default void rule4_it_starts_and_goes_on() {
        running().awaitMore(3).stop();
    }

    @Test
    default void rule6_after_its_stop_it_asks_nothing() {
        DrivenSource source = running().awaitMore(2);
        source.stop();
        ObservedRun run = source.run();
        int calls = run.calls();
        hub().somethingNew();
        for (int i = 0; i < STEPS; i++) {
            hub().time().step();
        }
        assertFalse(
                hub().signal().await(() -> run.calls() > calls, DrivenHub.silence()),
                "rule 6: it asked its context for something after it was stopped");
    }

    @Test
    default void rule6_after_its_stop_nothing_of_it_is_left() {
        DrivenSource source = hub().source("tested");
        LiveThreads before = LiveThreads.now();
        source.start().awaitMore(2).stop();
        source.until(() -> before.left(this::mayStay).isEmpty()
                && hub().verticlesOfSources().isEmpty());
        assertEquals(
                List.of(),
                before.left(this::mayStay).stream().map(LiveThreads::describe).toList(),
                "rule 6: the threads that it left");
        assertEquals(Set.of(), hub().verticlesOfSources(), "rule 6: the verticles that it left");
    }

    @Test
    default void rule7_it_stops_while_the_hub_answers_nothing() {
        DrivenSource source = running().awaitMore(1);
        hub().log().silence();
        assertTrue(
                source.goOnUntil(() -> hub().log().holds()),
                "it emitted nothing more; does somethingNew() make it say something?");
        hub().states().silence();
        stopsInSilence(source);
    }

    @Test
    default void rule7_it_stops_before_its_start_is_over() {
        hub().log().silence();
        hub().states().silence();
        DrivenSource source = hub().source("tested").begin();
        source.until(() -> begun(source));
        stopsInSilence(source);
    }

    private static boolean begun(DrivenSource source) {
        return !source.runs().isEmpty() && source.run().context().isPresent();
    }

    private void stopsInSilence(DrivenSource source) {
        Future<Void> stopping = source.stopping();
        assertTrue(
                source.until(() -> source.run().over()),
                "rule 7: it did not stop while the hub did not answer, neither what it emitted nor what it kept");
        hub().log().switchOn();
        hub().states().switchOn();
        Patience.await(stopping, "rule 7: it has not stopped");
        source.stop();
    }

    @Test
    default void rule7_it_stops_after_a_start_that_was_given_up() {
        DrivenSource source = hub().source("tested", Treatment.START_GIVEN_UP).begin();
        assertTrue(
                source.until(() -> begun(source) && source.runs().get(0).over()),
                "rule 7: it did not stop after a start that was given up");
        source.stop();
    }

    @Test
    default void rule7_a_second_stop_is_harmless() {
        hub().source("tested", Treatment.STOPPED_TWICE).start().awaitMore(1).stop();
    }

    @Test
    default void rule11_it_works_again_after_a_stop() {
        running().awaitMore(2).stop();
        hub().source("tested").start(11).awaitMore(2).stop();
    }

    @Test
    default void rule11_it_works_again_after_a_failure() {
        running().stop();
        DrivenSource source = hub().source("tested").start(11).awaitMore(1);
        source.run().context().ifPresent(context -> context.fail(new IllegalStateException("the contract fails it")));
        assertWorksAgain(source);
    }

    @Test
    default void rule11_it_works_again_after_a_start_that_was_given_up() {
        running().stop();
        assertWorksAgain(hub().source("tested", Treatment.START_GIVEN_UP).begin());
    }

    private void assertWorksAgain(DrivenSource source) {
        assertTrue(
                source.goOnUntil(
                        () -> source.status().restarts() > 0 && source.status().state() == State.RUNNING),
                () -> "rule 11: it does not run again: " + source.status());
        source.awaitMore(2).stop();
    }
}
