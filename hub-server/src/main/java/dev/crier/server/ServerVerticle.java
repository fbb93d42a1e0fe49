package dev.crier.server;

import dev.crier.core.engine.Fanout;
import dev.crier.server.http.Routes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of one event loop: it has a fan-out of its own, and connections that are accepted here stay here, so that
 * nothing between the window and a socket is shared with another loop. Deployed once for each event loop.
 */
final class ServerVerticle extends VerticleBase {

    private final ServerParts parts;
    private final OpenStreams streams;
    private @Nullable Fanout fanout;
    private @Nullable SubscribeHandler subscribe;
    private @Nullable HttpServer server;

    ServerVerticle(ServerParts parts) {
        this.parts = parts;
        this.streams = parts.connections().openStreams();
    }

    @Override
    public Future<?> start() {
        parts.metrics().watchLoop(vertx);
        Fanout ownFanout = parts.hub().fanout();
        SubscribeHandler ownSubscribe = parts.subscribeHandler(ownFanout, streams);
        Dispatcher dispatcher = new Dispatcher(
                ownSubscribe,
                parts.publishHandler(),
                Routes.router(vertx, parts.resources(), parts.answers()),
                parts.authentication(),
                parts.cors(),
                parts.answers(),
                parts.security(),
                parts.clients(),
                parts.connections(),
                parts.config().limits().requests());
        HttpServer ownServer = HttpSettings.server(vertx, parts.idle(), parts.config(), parts.identity())
                .requestHandler(dispatcher)
                .invalidRequestHandler(dispatcher::invalid)
                .exceptionHandler(parts::connectionFailed)
                .connectionHandler(parts.connections()::opened);
        fanout = ownFanout;
        subscribe = ownSubscribe;
        server = ownServer;
        return ownServer.listen(
                HttpSettings.port(parts.config()), parts.config().server().host());
    }

    /** The port that it listens on. */
    int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    /** Asks a question about its open streams, on its event loop. Safe on any thread. */
    <T> Future<T> ask(Function<OpenStreams, T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(turn -> answer.complete(question.apply(streams)));
        return answer.future();
    }

    /** Encrypts new connections another way, on all event loops. */
    Future<Boolean> encrypt(ServerSSLOptions options) {
        return Objects.requireNonNull(server).updateSSLOptions(options);
    }

    /**
     * Lets every stream have what is there, and ends it. Safe on any thread.
     *
     * @param within how long those that lag may take
     */
    Future<Void> drain(Duration within) {
        long streams = parts.connections().streams();
        return Objects.requireNonNull(fanout)
                .drain(within, format -> format.retry(parts.retry().farewell(streams)));
    }

    /**
     * Takes no more connections, and closes those that are open as soon as they are idle.
     *
     * @param within how long those that are busy may take
     */
    Future<Void> close(Duration within) {
        return Objects.requireNonNull(server).shutdown(within);
    }

    @Override
    public Future<?> stop() {
        if (subscribe != null) {
            subscribe.close();
        }
        return server == null ? Future.succeededFuture() : server.close();
    }
}
