package dev.crier.server;

import dev.crier.core.engine.Fanout;
import dev.crier.core.engine.Hub;
import dev.crier.core.engine.HubOptions;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.server.config.LimitsConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/** One event loop with a hub's core and a server of a hub's settings, whose requests are the test's to handle. */
final class RequestBed implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub;
    private final int port;

    /**
     * Starts one.
     *
     * @param connected hears of each connection
     * @param handler makes what handles the requests, on the event loop
     */
    RequestBed(
            LimitsConfig limits,
            Handler<HttpConnection> connected,
            Function<Fanout, Handler<HttpServerRequest>> handler) {
        hub = Hub.create(
                vertx, new MemoryEventLog(vertx, HistoryOptions.DEFAULT, Clock.systemUTC()), HubOptions.DEFAULT);
        TestHub.await(hub.start());
        HttpServer server = vertx.createHttpServer(HttpSettings.of(Duration.ofHours(1), limits))
                .connectionHandler(connected);
        TestHub.await(vertx.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                return server.requestHandler(handler.apply(hub.fanout())).listen(0, "127.0.0.1");
            }
        }));
        port = server.actualPort();
    }

    Hub hub() {
        return hub;
    }

    RawClient connect() {
        return RawClient.to(port);
    }

    @Override
    public void close() {
        TestHub.await(vertx.close());
    }
}
