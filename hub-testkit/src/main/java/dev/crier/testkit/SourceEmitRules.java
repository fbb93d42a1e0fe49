package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crier.core.Event;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.TopicFilter;
import dev.crier.testkit.Emission.Content;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules 5, 8 and 9: what a source publishes, and what it makes of the hub's answers. */
interface SourceEmitRules extends SourceBed {

    /** Of these a repeat is not taken either. */
    Set<Reason> FOR_GOOD = Set.of(Reason.INVALID, Reason.FORBIDDEN, Reason.TOO_LARGE);

    @Test
    default void rule5_it_publishes_on_the_topics_of_its_settings() {
        DrivenSource source = running().awaitMore(5);
        TopicFilter topics = topics(source.settings());
        source.stop();
        for (Emission emission : source.emissions()) {
            emission.drafts()
                    .forEach(draft -> assertTrue(
                            topics.matches(draft.topic()),
                            "rule 5: it published on " + draft.topic() + " with settings that name " + topics));
        }
    }

    @Test
    default void rule5_it_publishes_through_its_context() {
        DrivenSource source = running().awaitMore(5);
        source.stop();
        List<Content> handedIn = new ArrayList<>();
        source.emissions().forEach(emission -> handedIn.addAll(emission.contents()));
        for (Event event : hub().log().events()) {
            assertTrue(handedIn.remove(Content.of(event)), "rule 5: an event came past its context: " + event);
        }
    }

    @Test
    default void rule5_what_it_publishes_is_valid() {
        DrivenSource source = running().awaitMore(5);
        Optional<String> error = source.status().lastError();
        source.stop();
        source.emissions().stream()
                .filter(emission -> emission.refusedFor(FOR_GOOD))
                .forEach(emission -> assertEquals(
                        Optional.empty(),
                        emission.refusal().map(Throwable::getMessage),
                        () -> "rule 5: why the hub refused " + emission.drafts()));
        assertEquals(Optional.empty(), error, "rule 5: what went wrong although its feed and the hub were well");
    }

    @Test
    default void rule8_it_waits_for_the_ids_of_what_it_emitted() {
        DrivenSource source = running().awaitMore(1);
        hub().log().silence();
        for (int i = 0; i < 4 * DrivenHub.MAX_IN_FLIGHT; i++) {
            source.round(true, Duration.ofMillis(10));
        }
        long unanswered = source.run().unanswered().stream()
                .filter(emission -> !emission.blocking())
                .count();
        boolean refused =
                source.emissions().stream().anyMatch(emission -> emission.refusedFor(Set.of(Reason.OVERLOADED)));
        assertTrue(
                unanswered <= DrivenHub.MAX_IN_FLIGHT && !refused,
                "rule 8: while the hub answered nothing and maxInFlight() was " + DrivenHub.MAX_IN_FLIGHT
                        + ", it went on emitting: " + unanswered + " emits are unanswered"
                        + (refused ? ", and more were refused" : ""));
        hub().log().switchOn();
        source.awaitMore(1).stop();
    }

    @Test
    default void rule9_an_emit_that_fails_is_repeated_or_shows_in_its_health() {
        DrivenSource source = running().awaitMore(1);
        hub().log().refuse();
        assertTrue(
                source.goOnUntil(() -> !source.lost().isEmpty()),
                "it emitted nothing more; does somethingNew() make it say something?");
        hub().log().switchOn();
        assertTrue(
                source.goOnUntil(
                        () -> source.saysWhatIsWrong() || hub().log().contents().containsAll(source.lost())),
                () -> "rule 9: it passed over " + source.lost() + ", which failed");
        source.stop();
    }
}
