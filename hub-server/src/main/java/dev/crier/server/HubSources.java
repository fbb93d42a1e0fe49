package dev.crier.server;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import dev.crier.core.Topic;
import dev.crier.core.engine.Envelope;
import dev.crier.core.engine.Hub;
import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceCatalog;
import dev.crier.core.source.SourceDefinition;
import dev.crier.core.source.SourceHub;
import dev.crier.core.source.SourceStates;
import dev.crier.core.source.SourceStatus;
import dev.crier.core.source.SourceSupervisor;
import dev.crier.server.config.HubConfig;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import dev.crier.server.limits.Pressure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The feeds of a hub, from its plugins to what {@code GET /sources} says. Safe on any thread. */
final class HubSources {

    private static final Logger LOG = LoggerFactory.getLogger(HubSources.class);

    static final String PATH = "/sources";

    private final Vertx vertx;
    private final Hub hub;
    private final HubConfig config;
    private final Supplier<SourceStates> states;
    private final Plugins plugins;
    private final Pressure pressure;
    private final SourceCatalog catalog;
    private volatile @Nullable SourceSupervisor supervisor;

    HubSources(
            Vertx vertx, Hub hub, HubConfig config, Supplier<SourceStates> states, Plugins plugins, Pressure pressure) {
        this.vertx = vertx;
        this.hub = hub;
        this.config = config;
        this.states = states;
        this.plugins = plugins;
        this.pressure = pressure;
        this.catalog = SourceCatalog.builtIn().and(plugins.types());
    }

    Plugins plugins() {
        return plugins;
    }

    /**
     * Starts all sources of the configuration.
     *
     * @param address the hub itself, which must listen there
     * @return completes when they were started, which doesn't say that they succeeded
     */
    Future<Void> start(URI address) {
        SourceHub surroundings =
                new SourceHub(this::publish, hub.ownPublisher()::publish, hub.log(), address, states.get());
        SourceSupervisor started = new SourceSupervisor(vertx, catalog, surroundings);
        supervisor = started;
        return started.startAll(config.sourceDefinitions());
    }

    /** What a source emits is work like any other. */
    private Future<EventId> publish(EventDraft draft) {
        return pressure.high()
                ? Future.failedFuture(new PublishException(
                        PublishException.Reason.OVERLOADED, "the hub is short of memory; nothing was stored"))
                : hub.publisher().publish(draft);
    }

    Future<Void> stop() {
        SourceSupervisor running = supervisor;
        return running == null ? Future.succeededFuture() : running.stopAll();
    }

    List<SourceStatus> statuses() {
        SourceSupervisor running = supervisor;
        return running == null ? List.of() : running.statuses();
    }

    /**
     * How sources are doing.
     *
     * @param readable whether who asks may read on a topic; they see the sources whose reports they may read
     */
    Future<Reply> list(Predicate<Topic> readable) {
        JsonArray sources = new JsonArray();
        for (SourceStatus status : statuses()) {
            if (readable.test(Topic.of(SourceDefinition.REPORTS + status.name()))) {
                sources.add(json(status));
            }
        }
        return Future.succeededFuture(Reply.json(200, new JsonObject().put("sources", sources)));
    }

    /**
     * Starts, stops or restarts a source, as the last segment of the path says, and answers how it is doing then.
     *
     * @throws ProblemException 404 if there is no such source, or nothing like that can be done to one
     */
    Future<Reply> control(HttpServerRequest request, Target target) {
        SourceSupervisor running = supervisor;
        String path = target.after(PATH + "/");
        int slash = path.lastIndexOf('/');
        String name = slash < 0 ? path : path.substring(0, slash);
        if (running == null
                || statuses().stream().noneMatch(status -> status.name().equals(name))) {
            throw new ProblemException(404, "there is no source '" + name + "'; GET /sources lists them");
        }
        Future<SourceStatus> done = switch (path.substring(slash + 1)) {
            case "start" -> running.start(name);
            case "stop" -> running.stop(name);
            case "restart" -> running.restart(name);
            default ->
                throw new ProblemException(
                        404, "a source can be told to start, stop or restart: POST /sources/" + name + "/start");
        };
        return done.map(status -> {
            LOG.info("An operator told the source '{}' to {}", name, path.substring(slash + 1));
            return Reply.json(200, json(status));
        });
    }

    private static JsonObject json(SourceStatus status) {
        JsonObject json = new JsonObject()
                .put("name", status.name())
                .put("type", status.type())
                .put("state", status.state().toString());
        if (!status.detail().isEmpty()) {
            json.put("detail", status.detail());
        }
        status.lastEvent().ifPresent(time -> json.put("lastEvent", Envelope.time(time)));
        status.lastError().ifPresent(error -> json.put("lastError", error));
        status.lastErrorTime().ifPresent(time -> json.put("lastErrorTime", Envelope.time(time)));
        return json.put("restarts", status.restarts()).put("emitted", status.emitted());
    }
}
