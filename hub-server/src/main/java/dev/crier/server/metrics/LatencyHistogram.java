package dev.crier.server.metrics;

import dev.crier.core.engine.HubCounts;
import dev.crier.core.engine.Latencies;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The histogram of delivery latencies, which the core has counted into buckets already: Micrometer has no meter for one that
 * somebody else counts. Safe on any thread.
 */
final class LatencyHistogram implements Collector {

    private static final String NAME = "crier_delivery_latency_seconds";
    private static final List<Double> BOUNDS = DoubleStream.concat(
                    Latencies.BOUNDS.stream().mapToDouble(bound -> bound.toNanos() / 1e9),
                    DoubleStream.of(Double.POSITIVE_INFINITY))
            .boxed()
            .toList();

    private final HubCounts counts;

    LatencyHistogram(HubCounts counts) {
        this.counts = counts;
    }

    @Override
    public MetricSnapshot collect() {
        Latencies now = counts.latencies();
        return HistogramSnapshot.builder()
                .name(NAME)
                .help("From when an event reached the sequencer to when the last member of an audience was written to")
                .unit(Unit.SECONDS)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, List.<Number>copyOf(now.counts())))
                        .sum(now.sum().toNanos() / 1e9)
                        .build())
                .build();
    }
}
