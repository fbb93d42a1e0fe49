package dev.crier.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The hub's numbers: what happened is counted by calling its methods, and {@link #scrape} says all of it in Prometheus'
 * formats. Safe on any thread, and never blocks.
 */
public final class HubMetrics {

    /** The content type of Prometheus' own text format. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** The content type of OpenMetrics. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter connectionsOpened;
    private final ReasonCounters<ConnectionEnd> connectionsClosed;
    private final ReasonCounters<ConnectionRefusal> connectionsRefused;
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

    /** An event that a client sent wasn't taken. */
    public void publishRefused(PublishRefusal reason) {
        publishesRefused.count(reason);
    }

    /** A credential was refused. */
    public void authenticationFailed(AuthenticationFailure reason) {
        authenticationFailures.count(reason);
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
