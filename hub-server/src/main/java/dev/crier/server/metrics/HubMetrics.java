package dev.crier.server.metrics;

import dev.crier.core.engine.Hub;
import dev.crier.core.source.SourceStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The hub's numbers: what happened is counted by calling its methods, and {@link #scrape} says all of it in Prometheus'
 * formats. Safe on any thread, and never blocks.
 */
public final class HubMetrics implements AutoCloseable {

    /** The content type of Prometheus' own text format. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** The content type of OpenMetrics. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmMetrics jvm = new JvmMetrics();
    private final AtomicInteger loops = new AtomicInteger();
    private final Counter connectionsOpened;
    private final ReasonCounters<ConnectionEnd> connectionsClosed;
    private final ReasonCounters<ConnectionRefusal> connectionsRefused;
    private final Counter streamsOpened;
    private final ReasonCounters<StreamEnd> streamsClosed;
    private final ReasonCounters<PublishRefusal> publishesRefused;
    private final ReasonCounters<AuthenticationFailure> authenticationFailures;

    /** Makes metrics that count from zero. */
    public HubMetrics() {
        connectionsOpened = Counter.builder("crier.connections.opened")
                .description("Connections that were accepted")
                .register(registry);
        connectionsClosed = new ReasonCounters<>(
                registry, "crier.connections.closed", "Connections that have ended", ConnectionEnd.class);
        connectionsRefused = new ReasonCounters<>(
                registry, "crier.connections.refused", "Connections that were turned away", ConnectionRefusal.class);
        streamsOpened = Counter.builder("crier.streams.opened")
                .description("Streams that were opened")
                .register(registry);
        streamsClosed =
                new ReasonCounters<>(registry, "crier.streams.closed", "Streams that have ended", StreamEnd.class);
        publishesRefused = new ReasonCounters<>(
                registry,
                "crier.publishes.refused",
                "Events that clients sent and the hub didn't take",
                PublishRefusal.class);
        authenticationFailures = new ReasonCounters<>(
                registry,
                "crier.authentication.failures",
                "Credentials that were refused",
                AuthenticationFailure.class);
    }

    /** A client has connected. */
    public void connectionOpened() {
        connectionsOpened.increment();
    }

    /** A connection that was opened has ended. */
    public void connectionClosed(ConnectionEnd reason) {
        connectionsClosed.count(reason);
    }

    /** A connection was turned away before it was one. */
    public void connectionRefused(ConnectionRefusal reason) {
        connectionsRefused.count(reason);
    }

    /** A stream has opened. */
    public void streamOpened() {
        streamsOpened.increment();
    }

    /** A stream has ended. */
    public void streamClosed(StreamEnd reason) {
        streamsClosed.count(reason);
    }

    /** An event that a client sent wasn't taken. */
    public void publishRefused(PublishRefusal reason) {
        publishesRefused.count(reason);
    }

    /** A credential was refused. */
    public void authenticationFailed(AuthenticationFailure reason) {
        authenticationFailures.count(reason);
    }

    // ---- what others count

    /** Shows what the core counts. */
    public void watch(Hub hub) {
        CoreMetrics.bind(registry, hub);
        registry.getPrometheusRegistry().register(new LatencyHistogram(hub.counts()));
    }

    /**
     * Shows how each source is doing.
     *
     * @param names of all sources that there will be
     * @param statuses how they are doing at the moment of the call
     */
    public void watchSources(Collection<String> names, Supplier<List<SourceStatus>> statuses) {
        names.forEach(name -> new SourceMetrics(name, statuses).bind(registry));
    }

    /** Shows a number that only grows. */
    public void counter(String name, String help, LongSupplier value) {
        FunctionCounter.builder(name, this, held -> value.getAsLong()) // of an object that is not collected
                .description(help)
                .register(registry);
    }

    /** Shows a number that goes up and down. */
    public void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    /** Shows a number of bytes that goes up and down. */
    public void bytes(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).baseUnit("bytes").register(registry);
    }

    /** Shows how late the current event loop is, as long as it runs. */
    public void watchLoop(Vertx vertx) {
        LoopLag.watch(vertx, registry, loops.getAndIncrement());
    }

    /** Shows what the JVM and its process take, until this is closed. */
    public void watchJvm() {
        jvm.bind(registry);
    }

    @Override
    public void close() {
        jvm.close();
    }

    /**
     * Everything, in one of Prometheus' text formats.
     *
     * @param contentType the content type of the format: {@link #TEXT} or {@link #OPEN_METRICS}
     */
    public String scrape(String contentType) {
        return registry.scrape(contentType);
    }
}
