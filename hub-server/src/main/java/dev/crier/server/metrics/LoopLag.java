package dev.crier.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * How late an event loop is: a timer of {@value #PERIOD_MILLIS} ms looks how much more than that has passed. Only for the loop
 * that it was started on.
 */
final class LoopLag {

    private static final int PERIOD_MILLIS = 100;

    private final Timer timer;
    private long last = System.nanoTime();

    private LoopLag(Timer timer) {
        this.timer = timer;
    }

    /** Begins to look, on the current event loop. */
    static void watch(Vertx vertx, MeterRegistry registry, int loop) {
        LoopLag lag = new LoopLag(Timer.builder("crier.event.loop.lag")
                .description("How much later than it should the event loop comes to what is due")
                .tag("loop", Integer.toString(loop))
                .register(registry));
        vertx.setPeriodic(PERIOD_MILLIS, due -> lag.look());
    }

    private void look() {
        long now = System.nanoTime();
        timer.record(Math.max(0, now - last - TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS)), TimeUnit.NANOSECONDS);
        last = now;
    }
}
