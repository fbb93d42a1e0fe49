package dev.crier.core.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what one source got into the hub, over all its runs. Safe on any thread. */
final class Tally {

    private final LongAdder emitted = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder blockedNanos = new LongAdder();
    private volatile @Nullable Instant lastEvent;

    void accepted(Instant when) {
        emitted.increment();
        lastEvent = when;
    }

    void failed() {
        errors.increment();
    }

    /** Its thread was held for so long. */
    void blocked(long nanos) {
        blockedNanos.add(nanos);
    }

    long errors() {
        return errors.sum();
    }

    Duration blocked() {
        return Duration.ofNanos(blockedNanos.sum());
    }

    long emitted() {
        return emitted.sum();
    }

    Optional<Instant> lastEvent() {
        return Optional.ofNullable(lastEvent);
    }
}
