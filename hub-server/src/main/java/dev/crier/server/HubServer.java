package dev.crier.server;

import dev.crier.core.engine.Hub;
import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceCatalog;
import dev.crier.core.source.SourceStatus;
import dev.crier.server.admin.AdminServer;
import dev.crier.server.admin.AdminToken;
import dev.crier.server.config.AdminConfig;
import dev.crier.server.config.HubConfig;
import dev.crier.server.http.Answers;
import dev.crier.server.http.Resource;
import dev.crier.server.limits.Admission;
import dev.crier.server.limits.Door;
import dev.crier.server.limits.FirstBytes;
import dev.crier.server.limits.HeadTimeout;
import dev.crier.server.limits.Http2Streams;
import dev.crier.server.limits.Pressure;
import dev.crier.server.metrics.HubMetrics;
import dev.crier.server.tls.CertificateWatch;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole hub: its core, its sources, and an HTTP server on each event loop, from start to graceful stop. Safe on any
 * thread.
 */
public final class HubServer {

    /** Nothing is served from the class path through files, so that a hub needs no folder that it may write to. */
    private static final FileSystemOptions NO_CACHE =
            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

    private final HubConfig config;
    private final Duration idle;
    private final Admission admission;
    private final Door door;
    private final Vertx vertx;
    private final Histories histories;
    private final Hub hub;
    private final Pressure pressure;
    private final Lifecycle lifecycle;
    private final HubMetrics metrics = new HubMetrics();
    private final Connections connections;
    private final HealthEndpoint health;
    private final List<ServerVerticle> servers = new CopyOnWriteArrayList<>();

    private volatile @Nullable HubSources sources;
    private volatile @Nullable ServerParts parts;
    private volatile @Nullable AdminServer admin;
    private @Nullable Future<Void> stopped;

    private HubServer(HubConfig config, Duration idle, DoubleSupplier memory, int eventLoops) {
        this.config = config;
        this.pressure = new Pressure(config.limits().memoryPercent(), memory);
        this.lifecycle = new Lifecycle(pressure);
        this.connections = new Connections(
                metrics,
                lifecycle,
                new Http2Streams(config.limits().connections(), config.server().proxies(), config.dev(), metrics));
        this.idle = idle;
        this.admission =
                new Admission(config.limits().connections(), config.server().proxies(), config.dev(), metrics);
        this.door = door();
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(eventLoops).setFileSystemOptions(NO_CACHE))
                .withTransport(PacedTransport.of(Transports.of(config.server()), door, new CrowdControl()))
                .build();
        this.histories = Histories.of(vertx, config);
        this.hub = Hub.create(vertx, histories.log(), CoreOptions.hub(config));
        this.health = new HealthEndpoint(
                hub, lifecycle, () -> parts().authentication().ready());
    }

    // ---- start

    /** Starts a hub; the future completes when it is ready, or fails when nothing is left of it. */
    public static Future<HubServer> start(HubConfig config) {
        return start(config, HttpSettings.idle(config));
    }

    /** The same with plugins that were loaded before, so that no jar is opened twice. */
    public static Future<HubServer> start(HubConfig config, Plugins loaded) {
        return start(config, HttpSettings.idle(config), Pressure.ofThisJvm(), () -> loaded);
    }

    /** The same with another patience for idle connections. */
    static Future<HubServer> start(HubConfig config, Duration idle) {
        return start(config, idle, Pressure.ofThisJvm(), () -> plugins(config));
    }

    /** The same with another account of the memory that is in use. */
    static Future<HubServer> start(HubConfig config, DoubleSupplier memory) {
        return start(config, HttpSettings.idle(config), memory, () -> plugins(config));
    }

    private static Plugins plugins(HubConfig config) {
        return Plugins.load(config.plugins().folder(), SourceCatalog.builtIn());
    }

    private static Future<HubServer> start(
            HubConfig config, Duration idle, DoubleSupplier memory, Supplier<Plugins> plugins) {
        int eventLoops = Runtime.getRuntime().availableProcessors();
        HubServer server = new HubServer(config, idle, memory, eventLoops);
        Promise<HubServer> started = Promise.promise(); // of no context, since those end with Vert.x
        server.start(eventLoops, plugins).onComplete(outcome -> {
            if (outcome.succeeded()) {
                started.complete(server);
            } else {
                server.vertx.close().onComplete(closed -> started.fail(outcome.cause()));
            }
        });
        return started.future();
    }

    /** Keeps out whom there is no room for, and has those who come in say soon what they want, and in which protocol. */
    private Door door() {
        Duration headerTime = config.limits().requests().headerTime();
        LateHead late = new LateHead(headerTime, ServerParts.security(config), connections);
        return new Door(admission, connection -> {
            new HeadTimeout(headerTime.toMillis(), late::end).watch(connection);
            new FirstBytes(admission).watch(connection);
        });
    }

    private Future<Void> start(int eventLoops, Supplier<Plugins> plugins) {
        pressure.watch(vertx);
        return hub.start()
                .recover(cause -> Future.failedFuture(new HistoryException(config.log(), cause)))
                .compose(started -> vertx.executeBlocking(() -> load(plugins.get())))
                .map(Objects::requireNonNull)
                .compose(loaded -> loaded.authentication().start().map(loaded))
                .compose(loaded -> vertx.deployVerticle(
                        () -> {
                            ServerVerticle server = new ServerVerticle(loaded);
                            servers.add(server);
                            return server;
                        },
                        new DeploymentOptions().setInstances(eventLoops)))
                .onSuccess(open -> door.guard(port()))
                .onSuccess(open -> parts().authentication().onKeysLeft(this::expire))
                .compose(open -> openAdmin())
                .compose(open -> addressForSources())
                .compose(address -> sources().start(address))
                .onSuccess(started -> lifecycle.ready());
    }

    /** Ends what was permitted by keys that have left. */
    private void expire(Set<String> keys) {
        servers.forEach(server -> server.ask(streams -> {
            streams.expire(keys);
            return true;
        }));
    }

    private Future<Void> openAdmin() {
        AdminConfig settings = config.admin();
        return vertx.executeBlocking(() -> settings.tokenFile().map(AdminToken::read))
                .compose(token -> {
                    AdminServer opened = new AdminServer(
                            AdminResources.of(vertx, metrics, sources(), health, lifecycle, servers),
                            // Its own, so that it answers whatever waits for the public port's clients.
                            new Answers(
                                    vertx, config.sse().stallTimeout(), HttpServerRequest::connection, unread -> {}),
                            metrics,
                            settings.host(),
                            config.adminPort(),
                            settings.loopback(),
                            Objects.requireNonNull(token));
                    admin = opened;
                    return vertx.deployVerticle(opened);
                })
                .mapEmpty();
    }

    /** Puts together what all event loops share, which reads from disk. */
    private ServerParts load(Plugins plugins) {
        HubSources loaded = new HubSources(vertx, hub, config, histories.states(), plugins, pressure);
        sources = loaded;
        ServerParts assembled = ServerParts.assemble(
                vertx, hub, config, lifecycle, connections, metrics, admission, pressure, loaded, health, idle);
        parts = assembled;
        metrics.watch(hub);
        histories.watch(metrics);
        metrics.watchSources(config.sources().keySet(), loaded::statuses);
        metrics.watchJvm();
        assembled.showGauges();
        return assembled;
    }

    /** Where the hub's own sources find it. */
    private Future<URI> addressForSources() {
        ServerParts assembled = parts();
        if (assembled.identity().isEmpty()) {
            return Future.succeededFuture(uri());
        }
        CertificateWatch.start(
                vertx,
                config.server().tls(),
                assembled.identity().get(),
                options -> servers.get(0).encrypt(options));
        return OwnFeed.open(vertx, assembled);
    }

    // ---- what it is

    /** The port that it listens on. */
    public int port() {
        return servers.get(0).port();
    }

    /** The port on which operators reach it. */
    public int adminPort() {
        return Objects.requireNonNull(admin, "not started").port();
    }

    /** The hub's address as it sees itself. */
    public URI uri() {
        String host = config.server().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        return URI.create((config.server().tls().enabled() ? "https://" : "http://")
                + (any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host) + ":" + port());
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

    /** What it counts. */
    HubMetrics metrics() {
        return metrics;
    }

    /** How much of the answers that were begun waits for clients that don't read it. In bytes. */
    long unsent() {
        return parts().answers().unsent();
    }

    /** How much has come of bodies that aren't whole yet. In bytes. */
    long unfinishedBodies() {
        return parts().bodies().taken();
    }

    /** What stands at the paths that aren't hot. */
    Map<String, Resource> resources() {
        return parts().resources();
    }

    private ServerParts parts() {
        return Objects.requireNonNull(parts, "not started");
    }

    private HubSources sources() {
        return Objects.requireNonNull(sources, "not started");
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
        Grace grace = new Grace(vertx, config.shutdown().grace());
        Future<Void> gently = grace.within(grace.share(4), sources().stop())
                .compose(done -> all(server -> server.drain(grace.share(2))))
                .compose(drained -> all(server -> server.close(grace.share(2))))
                .compose(closed -> hub.stop());
        return grace.within(grace.share(1).multipliedBy(9).dividedBy(10), gently)
                .compose(done -> vertx.close())
                .eventually(() -> {
                    metrics.close();
                    return Future.succeededFuture();
                });
    }

    private Future<Void> all(Function<ServerVerticle, Future<Void>> work) {
        return Future.join(servers.stream().map(work).toList()).mapEmpty();
    }
}
