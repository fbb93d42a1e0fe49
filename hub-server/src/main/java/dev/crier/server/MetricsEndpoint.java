package dev.crier.server;

import dev.crier.server.http.Accept;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;

/** Says to Prometheus what the hub counts, in the format that it likes best. Safe on any event loop. */
final class MetricsEndpoint {

    static final String PATH = "/metrics";

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final List<String> OFFERS = List.of("text/plain", OPEN_METRICS);

    private final Vertx vertx;
    private final HubMetrics metrics;

    MetricsEndpoint(Vertx vertx, HubMetrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    /** Writing some hundred series takes milliseconds, which no event loop should wait for. */
    Future<Reply> scrape(HttpServerRequest request, Target target) {
        boolean open = Accept.best(request.headers().getAll("Accept"), OFFERS)
                .filter(OPEN_METRICS::equals)
                .isPresent();
        String type = open ? HubMetrics.OPEN_METRICS : HubMetrics.TEXT;
        return vertx.executeBlocking(() -> metrics.scrape(type), false)
                .map(text -> Reply.of(200, type, Buffer.buffer(Objects.requireNonNull(text))));
    }
}
