package dev.crier.server.admin;

import dev.crier.server.http.Answers;
import dev.crier.server.http.Resource;
import dev.crier.server.http.Routes;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's HTTP server, on one event loop: HTTP/1.1 in clear text, for few clients and short answers.
 *
 * <p>Deployed once; {@link #port()} is safe on any thread after that.
 */
public final class AdminServer extends VerticleBase {

    private static final int IDLE_SECONDS = 60;

    private final Map<String, Resource> resources;
    private final Answers answers;
    private final HubMetrics metrics;
    private final String host;
    private final int port;
    private final boolean loopback;
    private final Optional<AdminToken> token;
    private volatile @Nullable HttpServer server;

    /**
     * Makes one that doesn't listen yet.
     *
     * @param resources what it offers at which paths; of two that match the first counts
     * @param port the port; 0 for any free one
     * @param loopback whether only this machine reaches the host
     * @param token what each request has to bring, if anything
     */
    public AdminServer(
            Map<String, Resource> resources,
            Answers answers,
            HubMetrics metrics,
            String host,
            int port,
            boolean loopback,
            Optional<AdminToken> token) {
        this.resources = resources;
        this.answers = answers;
        this.metrics = metrics;
        this.host = host;
        this.port = port;
        this.loopback = loopback;
        this.token = token;
    }

    @Override
    public Future<?> start() {
        AdminGate gate =
                new AdminGate(Routes.router(vertx, resources, answers), answers, metrics, host, loopback, token);
        HttpServer own = vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout(IDLE_SECONDS)
                        .setHttp2ClearTextEnabled(false)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(gate);
        server = own;
        return own.listen(port, host)
                .recover(cause -> Future.failedFuture(new AdminException(
                        "the admin interface can't listen on " + host + ":" + port + " (" + cause.getMessage()
                                + "); choose another port with --admin-port or admin.port",
                        cause)));
    }

    /** The port that it listens on. */
    public int port() {
        return Objects.requireNonNull(server, "not started").actualPort();
    }
}
