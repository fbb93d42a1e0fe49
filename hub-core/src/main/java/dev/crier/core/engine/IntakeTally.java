package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What came in, whoever sent it. Written by the sequencer's event loop, but for {@link #turnedAway}, which is safe on any
 * thread; read by any.
 */
final class IntakeTally {

    private final Tally events = new Tally();
    private final Tally bytes = new Tally();
    private final Tally repeated = new Tally();
    private final Map<Reason, Tally> refused = new EnumMap<>(Reason.class);
    private final LongAdder turnedAway = new LongAdder();

    IntakeTally() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new Tally());
        }
    }

    void received(EventDraft draft) {
        events.add(1);
        bytes.add(draft.dataBytes());
    }

    /** So many events found no room before the sequencer. */
    void turnedAway(int drafts) {
        turnedAway.add(drafts);
    }

    void came(PublishOutcome outcome) {
        if (outcome instanceof PublishOutcome.Accepted accepted) {
            repeated.add(accepted.repeated() ? 1 : 0);
        } else if (outcome instanceof PublishOutcome.Refused no) {
            of(no.cause().reason()).add(1);
        }
    }

    private Tally of(Reason reason) {
        return Objects.requireNonNull(refused.get(reason));
    }

    long events() {
        return events.get() + turnedAway.sum();
    }

    long bytes() {
        return bytes.get();
    }

    long repeated() {
        return repeated.get();
    }

    long refused(Reason reason) {
        return of(reason).get() + (reason == Reason.OVERLOADED ? turnedAway.sum() : 0);
    }
}
