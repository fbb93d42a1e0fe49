package dev.crier.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Safe on any thread. */
public final class MovableClock extends Clock {

    private final AtomicReference<Instant> now;

    /** Makes a clock that shows this time. */
    public MovableClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    /** Moves it on. */
    public void forward(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same clock; only its instants count. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
