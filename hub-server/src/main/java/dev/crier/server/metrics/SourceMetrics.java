package dev.crier.server.metrics;

import dev.crier.core.source.SourceStatus;
import dev.crier.core.source.SourceStatus.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows how one source is doing; there are as many as the configuration has. Safe on any thread. */
final class SourceMetrics {

    private static final String LABEL = "source";

    private final String name;
    private final Supplier<List<SourceStatus>> statuses;

    /**
     * Makes the numbers of a source.
     *
     * @param name its name in the configuration
     * @param statuses how all sources are doing now
     */
    SourceMetrics(String name, Supplier<List<SourceStatus>> statuses) {
        this.name = name;
        this.statuses = statuses;
    }

    void bind(MeterRegistry registry) {
        gauge("crier.source.up", "Whether the source runs here, fully or not", status -> up(status) ? 1 : 0)
                .register(registry);
        gauge(
                        "crier.source.standby",
                        "Whether another hub runs the source, and this one would take over",
                        status -> status.state() == State.STANDBY ? 1 : 0)
                .register(registry);
        gauge(
                        "crier.source.last.event.timestamp",
                        "When the source's newest event was accepted, in seconds since 1970; 0 if there was none",
                        status -> status.lastEvent().map(Instant::toEpochMilli).orElse(0L) / 1e3)
                .baseUnit("seconds")
                .register(registry);
        counter("crier.source.events", "Events of the source that were accepted", SourceStatus::emitted)
                .register(registry);
        counter(
                        "crier.source.errors",
                        "How often the source failed, or said that it runs, but not fully",
                        SourceStatus::errors)
                .register(registry);
        counter("crier.source.restarts", "How often the source was started again", SourceStatus::restarts)
                .register(registry);
        counter(
                        "crier.source.blocked",
                        "For how long the source held its thread so that nothing else could run there",
                        status -> status.blocked().toNanos() / 1e9)
                .baseUnit("seconds")
                .register(registry);
    }

    private static boolean up(SourceStatus status) {
        return status.state() == State.RUNNING || status.state() == State.DEGRADED;
    }

    private Gauge.Builder<SourceMetrics> gauge(String meter, String help, ToDoubleFunction<SourceStatus> value) {
        return Gauge.builder(meter, this, of -> of.read(value))
                .description(help)
                .tag(LABEL, name)
                .strongReference(true);
    }

    private FunctionCounter.Builder<SourceMetrics> counter(
            String meter, String help, ToDoubleFunction<SourceStatus> value) {
        return FunctionCounter.builder(meter, this, of -> of.read(value))
                .description(help)
                .tag(LABEL, name);
    }

    /** Zero as long as the sources weren't started. */
    private double read(ToDoubleFunction<SourceStatus> value) {
        return statuses.get().stream()
                .filter(status -> status.name().equals(name))
                .mapToDouble(value)
                .findFirst()
                .orElse(0);
    }
}
