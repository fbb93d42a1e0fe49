package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import java.util.List;

/**
 * What a {@link Publisher} sends to the {@link Sequencer}: one or more drafts whose bytes it has reserved already.
 *
 * @param drafts what to append, in this order
 * @param own whether the hub itself publishes, which alone may do so below {@code hub/}
 */
record Submission(List<EventDraft> drafts, boolean own) {

    /**
     * The answer to a submission.
     *
     * @param outcomes one for each draft, in their order
     */
    record Answer(List<PublishOutcome> outcomes) {}
}
