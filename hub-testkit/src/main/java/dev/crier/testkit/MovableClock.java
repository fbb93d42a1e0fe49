package dev.crier.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. Safe on any thread. */
public final class MovableClock extends Clock {

    private Instant now;

    /** Makes a clock that shows this time. */
    public MovableClock(Instant start) {
        this.now = start;
    }

    /** Moves it on. */
    public synchronized void forward(Duration time) {
        now = now.plus(time);
    }

    @Override
    public synchronized Instant instant() {
        return now;
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
