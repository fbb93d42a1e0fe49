package dev.crier.core.source;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * All that depends on time and chance, in one place, so that a test can take it over as a whole. Safe on any thread.
 *
 * @param clock what time it is
 * @param scheduler what runs later
 * @param random numbers from 0 (inclusive) to 1 (exclusive) for jitter
 */
public record Timing(Clock clock, Scheduler scheduler, DoubleSupplier random) {

    /** Refuses nulls. */
    public Timing {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(random, "random");
    }

    /** The system's clock in UTC, Vert.x' timers, real chance. */
    public static Timing system(Vertx vertx) {
        return new Timing(
                Clock.systemUTC(),
                Scheduler.of(vertx),
                () -> ThreadLocalRandom.current().nextDouble());
    }
}
