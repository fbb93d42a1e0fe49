package dev.crier.server;

import dev.crier.server.http.Resource;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the operator's interface offers, at which paths. Stateless. */
final class AdminResources {

    private AdminResources() {}

    static Map<String, Resource> of(
            Vertx vertx,
            HubMetrics metrics,
            HubSources sources,
            HealthEndpoint health,
            Lifecycle lifecycle,
            List<ServerVerticle> servers) {
        StreamsEndpoint streams = new StreamsEndpoint(servers);
        Map<String, Resource> resources = new LinkedHashMap<>();
        resources.put(MetricsEndpoint.PATH, Resource.reading(new MetricsEndpoint(vertx, metrics)::scrape));
        resources.put(HubSources.PATH, Resource.reading((request, target) -> sources.list(topic -> true)));
        resources.put(HubSources.PATH + "/*", Resource.posting((request, target) -> {
            lifecycle.requireOpen();
            return sources.control(request, target);
        }));
        resources.put(StreamsEndpoint.PATH, Resource.reading(streams::list));
        resources.put(StreamsEndpoint.PATH + "/*", Resource.deleting(streams::end));
        resources.put("/livez", Resource.reading(health::live));
        resources.put("/readyz", Resource.reading(health::ready));
        return resources;
    }
}
