package dev.crier.server;

import dev.crier.core.engine.Fanout;
import dev.crier.core.engine.Hub;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Authentication;
import dev.crier.server.auth.TicketEndpoint;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.TlsConfig;
import dev.crier.server.config.WebOrigin;
import dev.crier.server.demo.Demo;
import dev.crier.server.http.Answers;
import dev.crier.server.http.BodyLimits;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Cors;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Resource;
import dev.crier.server.http.Room;
import dev.crier.server.http.SecurityHeaders;
import dev.crier.server.http.StreamWatch;
import dev.crier.server.limits.Admission;
import dev.crier.server.limits.Network;
import dev.crier.server.limits.Pressure;
import dev.crier.server.limits.PublishRate;
import dev.crier.server.limits.StreamAdmission;
import dev.crier.server.log.Logging;
import dev.crier.server.metrics.ConnectionRefusal;
import dev.crier.server.metrics.HubMetrics;
import dev.crier.server.tls.TlsIdentity;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;

/**
 * What the servers of all event loops share. Immutable, of parts that are safe to share.
 *
 * @param hub the core
 * @param config what the hub was told
 * @param lifecycle where it stands between start and end
 * @param connections counts
 * @param metrics what the hub counts
 * @param cors which pages of other origins may use it
 * @param admission counts connections
 * @param rate how fast each may publish
 * @param pressure whether memory runs short
 * @param clients from whom requests are
 * @param security what every answer tells browsers
 * @param identity with which the hub encrypts; empty if it doesn't
 * @param answers sends what isn't a stream
 * @param bodies room for what has come of bodies that aren't whole yet
 * @param authentication who sends a request
 * @param access who may do what
 * @param watch sees every stream
 * @param codings how streams may be compressed
 * @param idle after how much silence a connection without a stream is closed
 * @param resources what stands at the paths that aren't hot
 */
record ServerParts(
        Hub hub,
        HubConfig config,
        Lifecycle lifecycle,
        Connections connections,
        HubMetrics metrics,
        Cors cors,
        Admission admission,
        PublishRate rate,
        Pressure pressure,
        Clients clients,
        SecurityHeaders security,
        Optional<TlsIdentity> identity,
        Answers answers,
        Room bodies,
        Authentication authentication,
        AccessRules access,
        StreamWatch watch,
        Codings codings,
        Duration idle,
        Map<String, Resource> resources) {

    /** Puts the parts together; reads files and loads native code, so it blocks. */
    static ServerParts assemble(
            Vertx vertx,
            Hub hub,
            HubConfig config,
            Lifecycle lifecycle,
            Connections connections,
            HubMetrics metrics,
            Admission admission,
            Pressure pressure,
            HubSources sources,
            HealthEndpoint health,
            Duration idle) {
        Cors cors = new Cors(
                config.cors().origins().stream().map(WebOrigin::toString).toList(),
                config.cors().credentials());
        TlsConfig tls = config.server().tls();
        Optional<TlsIdentity> identity = tls.enabled() ? Optional.of(TlsIdentity.read(tls, vertx)) : Optional.empty();
        Clients clients = new Clients(config.server().proxies());
        Function<HttpServerRequest, Network> network = request -> Network.of(clients.address(request));
        Answers answers = new Answers(vertx, config.sse().stallTimeout(), network, Connections::timedOut);
        long bodyBytes = CoreOptions.bodyBytes(config);
        Room bodies = new Room(bodyBytes, bodyBytes / 4, network, pressure::high);
        Map<String, Resource> resources = new LinkedHashMap<>();
        int filters = config.limits().requests().filters();
        Authentication authentication =
                Authentication.of(vertx, config.auth(), cors, clients, metrics::authenticationFailed);
        AccessRules access = new AccessRules(config, metrics::authenticationFailed, Clock.systemUTC());
        TopicsEndpoint topics = new TopicsEndpoint(hub, access, filters, network);
        HistoryEndpoint history = new HistoryEndpoint(hub, access, filters, network);
        resources.put(TopicsEndpoint.PATH, Resource.reading(authentication.identified(topics::list)));
        resources.put(TopicsEndpoint.PATH + "/*", Resource.reading(authentication.identified(topics::one)));
        resources.put(HistoryEndpoint.PATH, Resource.reading(authentication.identified(history::page)));
        resources.put(HistoryEndpoint.PATH + "/*", Resource.reading(authentication.identified(history::page)));
        resources.put(
                HubSources.PATH,
                Resource.reading(authentication.identified(
                        (request, target, reader) -> sources.list(topic -> access.mayRead(topic, reader)))));
        resources.put("/livez", Resource.reading(health::live));
        resources.put("/readyz", Resource.reading(health::ready));
        resources.put(TicketEndpoint.PATH, Resource.posting(new TicketEndpoint(authentication, access, bodies)::issue));
        StreamWatch watch = StreamWatch.NONE;
        if (config.demo().enabled()) {
            Consumer<HttpServerRequest> writers = request -> {
                cors.requireWriter(request);
                lifecycle.requireOpen();
            };
            Demo demo = new Demo(vertx, hub.publisher(), writers, clients, bodies, Clock.systemUTC());
            resources.putAll(demo.resources());
            watch = demo.watch();
        } else {
            resources.put("/", Resource.reading((request, target) -> Future.succeededFuture(paths())));
        }
        return new ServerParts(
                hub,
                config,
                lifecycle,
                connections,
                metrics,
                cors,
                admission,
                new PublishRate(config.limits().publish(), config.dev(), System::nanoTime),
                pressure,
                clients,
                security(config),
                identity,
                answers,
                bodies,
                authentication,
                access,
                watch,
                Codings.of(config.sse().compression()),
                idle,
                resources);
    }

    /** What every answer of a hub tells browsers. */
    static SecurityHeaders security(HubConfig config) {
        return new SecurityHeaders(config.server().tls().hsts());
    }

    /** What a visitor of a hub without a page should know. */
    private static Reply paths() {
        return Reply.json(
                200,
                new JsonObject()
                        .put("events", StreamQuery.PATH)
                        .put("topics", TopicsEndpoint.PATH)
                        .put("history", HistoryEndpoint.PATH)
                        .put("sources", HubSources.PATH));
    }

    /** Shows what of the servers goes up and down. */
    void showGauges() {
        metrics.counter(
                "crier.log.lines.dropped", "Lines that came faster than they could be written", Logging::dropped);
        metrics.gauge("crier.connections", "Open connections", connections::open);
        metrics.gauge(
                "crier.connections.admitted",
                "Connections that were let in, those included over which no request has come yet",
                admission::open);
        metrics.gauge("crier.streams", "Open streams", connections::streams);
        metrics.bytes("crier.unsent", "What of long answers waits for clients that don't read it", answers::unsent);
        metrics.bytes("crier.bodies", "What has come of bodies that aren't whole yet", bodies::taken);
    }

    /** A connection has failed before it was one. */
    void connectionFailed(Throwable cause) {
        if (cause instanceof SSLHandshakeException || cause instanceof NotSslRecordException) {
            metrics.connectionRefused(ConnectionRefusal.TLS);
        } else if (cause instanceof DecoderException
                && config.server().proxies().protocol()) {
            metrics.connectionRefused(ConnectionRefusal.PROXY);
        }
    }

    ReconnectDelay retry() {
        return new ReconnectDelay(config.sse().retry(), ThreadLocalRandom.current());
    }

    SubscribeHandler subscribeHandler(Fanout fanout, OpenStreams streams) {
        return new SubscribeHandler(
                new StreamAdmission(admission, clients, pressure, metrics),
                clients,
                fanout,
                retry(),
                watch,
                lifecycle,
                connections,
                streams,
                access,
                codings,
                config.limits().requests().filters(),
                config.sse().stallTimeout());
    }

    PublishHandler publishHandler() {
        BodyLimits body = new BodyLimits(
                (int) config.limits().eventBytes().bytes(),
                config.limits().requests().bodyTime(),
                bodies);
        return new PublishHandler(
                hub.publisher(), hub.turnPublisher(), lifecycle, cors, answers, access, body, clients, rate, metrics);
    }
}
