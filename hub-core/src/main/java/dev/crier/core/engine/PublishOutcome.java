package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.PublishException;

/** What became of one event of a batch. Immutable. */
public sealed interface PublishOutcome {

    /**
     * It has a place.
     *
     * @param id its id, or the first one's if it was a repeat
     * @param repeated whether its idempotency key had been used for the same event before
     */
    record Accepted(EventId id, boolean repeated) implements PublishOutcome {}

    /**
     * It was refused, or failed.
     *
     * @param cause why
     */
    record Refused(PublishException cause) implements PublishOutcome {}
}
