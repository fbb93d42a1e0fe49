package dev.crier.server;

import dev.crier.core.engine.Hub;
import dev.crier.core.engine.HubOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.log.MemoryLogOptions;
import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceCatalog;
import dev.crier.core.source.SourceStatus;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LimitsConfig;
import dev.crier.server.config.SseConfig;
import dev.crier.server.demo.Demo;
import dev.crier.server.http.Cors;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Resource;
import dev.crier.server.http.StreamWatch;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A whole hub: its core, its sources, and an HTTP server on each event loop, from start to graceful stop. Safe on any
 * thread.
 */
public final class HubServer {

    private final HubConfig config;
    private final Duration idle;
    private final Vertx vertx;
    private final Function<Path, Plugins> loadPlugins;
    private final Hub hub;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Connections connections = new Connections();
    private final Cors cors;
    private final List<ServerVerticle> servers = new CopyOnWriteArrayList<>();

    private volatile @Nullable HubSources sources;
    private @Nullable Future<Void> stopped;

    private HubServer(HubConfig config, Duration idle, Vertx vertx, Function<Path, Plugins> plugins) {
        this.config = config;
        this.idle = idle;
        this.vertx = vertx;
        this.loadPlugins = plugins;
        this.cors = new Cors(config.cors().origins(), config.cors().credentials());
        this.hub = Hub.create(vertx, new MemoryEventLog(vertx, logOptions(config), Clock.systemUTC()), options(config));
    }

    /** Starts a hub; the future completes when it is ready, or fails when nothing is left of it. */
    public static Future<HubServer> start(HubConfig config) {
        return start(config, HttpSettings.idle(config));
    }

    /** The same with another patience for idle connections. */
    static Future<HubServer> start(HubConfig config, Duration idle) {
        return start(config, idle, folder -> Plugins.load(folder, SourceCatalog.builtIn()));
    }

    /** The same with plugins that were loaded before, so that no jar is opened twice. */
    public static Future<HubServer> start(HubConfig config, Plugins loaded) {
        return start(config, HttpSettings.idle(config), folder -> loaded);
    }

    private static Future<HubServer> start(HubConfig config, Duration idle, Function<Path, Plugins> plugins) {
        int eventLoops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
        HubServer server = new HubServer(config, idle, vertx, plugins);
        Promise<HubServer> started = Promise.promise(); // of no context, since those end with Vert.x
        server.start(eventLoops).onComplete(outcome -> {
            if (outcome.succeeded()) {
                started.complete(server);
            } else {
                vertx.close().onComplete(closed -> started.fail(outcome.cause()));
            }
        });
        return started.future();
    }

    /** The port that it listens on. */
    public int port() {
        return servers.get(0).port();
    }

    /** The hub's address as it sees itself. */
    public URI uri() {
        String host = config.server().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        return URI.create(
                "http://" + (any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /** The plugins that were loaded, and those that were refused. */
    public Plugins plugins() {
        return sources().plugins();
    }

    /** How each source is doing. */
    public List<SourceStatus> sourceStatuses() {
        return sources().statuses();
    }

    /** The core, for embedding. */
    public Hub hub() {
        return hub;
    }

    /** How many connections are open. */
    public int connections() {
        return connections.open();
    }

    /** How many streams are open. */
    public int streams() {
        return connections.streams();
    }

    private Future<Void> start(int eventLoops) {
        return hub.start()
                .compose(started -> vertx.executeBlocking(this::load))
                .map(Objects::requireNonNull)
                .compose(parts -> vertx.deployVerticle(
                        () -> {
                            ServerVerticle server = new ServerVerticle(parts);
                            servers.add(server);
                            return server;
                        },
                        new DeploymentOptions().setInstances(eventLoops)))
                .compose(open -> sources().start(uri()))
                .onSuccess(started -> lifecycle.ready());
    }

    /** Reads what is read from disk, and puts together what all event loops share. */
    private ServerParts load() {
        HubSources loaded = new HubSources(
                vertx, hub, config, loadPlugins.apply(config.plugins().folder()));
        sources = loaded;
        Map<String, Resource> resources = new LinkedHashMap<>();
        TopicsEndpoint topics = new TopicsEndpoint(hub);
        HistoryEndpoint history = new HistoryEndpoint(hub);
        HealthEndpoint health = new HealthEndpoint(hub, lifecycle);
        resources.put(TopicsEndpoint.PATH, Resource.reading(topics::list));
        resources.put(TopicsEndpoint.PATH + "/*", Resource.reading(topics::one));
        resources.put(HistoryEndpoint.PATH, Resource.reading(history::page));
        resources.put(HistoryEndpoint.PATH + "/*", Resource.reading(history::page));
        resources.put(HubSources.PATH, Resource.reading(loaded::list));
        resources.put("/livez", Resource.reading(health::live));
        resources.put("/readyz", Resource.reading(health::ready));
        StreamWatch watch = StreamWatch.NONE;
        if (config.demo().enabled()) {
            Demo demo = new Demo(
                    vertx,
                    hub.publisher(),
                    request -> {
                        cors.requireWriter(request);
                        lifecycle.requireOpen();
                    },
                    Clock.systemUTC());
            resources.putAll(demo.resources());
            watch = demo.watch();
        } else {
            resources.put("/", Resource.reading((request, target) -> Future.succeededFuture(welcome())));
        }
        return new ServerParts(hub, config, lifecycle, connections, cors, watch, idle, resources);
    }

    private static Reply welcome() {
        return Reply.json(
                200,
                new JsonObject()
                        .put("events", StreamQuery.PATH)
                        .put("topics", TopicsEndpoint.PATH)
                        .put("history", HistoryEndpoint.PATH));
    }

    // ---- stop

    /**
     * Stops gracefully: not ready any more, sources stopped, streams ended after what they still have to get, requests
     * answered; all within the configured grace. A second call answers the same.
     */
    public synchronized Future<Void> stop() {
        if (stopped == null) {
            stopped = stopGracefully();
        }
        return stopped;
    }

    private Future<Void> stopGracefully() {
        lifecycle.draining();
        long end = System.nanoTime() + config.shutdown().grace().toNanos();
        Future<Void> gently = within(share(end, 4), sources().stop())
                .compose(done -> all(server -> server.drain(share(end, 2))))
                .compose(drained -> all(server -> server.close(share(end, 2))))
                .compose(closed -> hub.stop());
        return within(share(end, 1).multipliedBy(9).dividedBy(10), gently).compose(done -> vertx.close());
    }

    /** Completes with the work, or without it when the time is up. */
    private Future<Void> within(Duration time, Future<Void> work) {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(time.toMillis(), late -> over.tryComplete());
        work.onComplete(done -> {
            vertx.cancelTimer(timer);
            over.tryComplete();
        });
        return over.future();
    }

    private HubSources sources() {
        return Objects.requireNonNull(sources, "not started");
    }

    private Future<Void> all(Function<ServerVerticle, Future<Void>> work) {
        return Future.join(servers.stream().map(work).toList()).mapEmpty();
    }

    /** A part of the time that is left, at least a moment. */
    private static Duration share(long end, int parts) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        return Duration.ofMillis(Math.max(50, left / parts));
    }

    // ---- options

    private static HubOptions options(HubConfig config) {
        LimitsConfig limits = config.limits();
        SseConfig sse = config.sse();
        return new HubOptions(
                limits.windowBytes().bytes(),
                limits.pendingBytes().bytes(),
                (int) limits.eventBytes().bytes(),
                sse.heartbeat(),
                sse.stallTimeout(),
                sse.behind());
    }

    private static MemoryLogOptions logOptions(HubConfig config) {
        return MemoryLogOptions.DEFAULT
                .withRetention(config.retention())
                .withLogBytes(config.limits().logBytes().bytes())
                .withTopics(config.limits().topics());
    }
}
