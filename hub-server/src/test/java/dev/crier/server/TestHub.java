package dev.crier.server;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.config.ServerConfig;
import dev.crier.server.config.TlsConfig;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/** A hub on a port of its own, for one test class or one test. */
final class TestHub implements AutoCloseable {

    private final HubServer server;

    private TestHub(HubServer server) {
        this.server = server;
    }

    /** A hub on which anybody may publish. */
    static TestHub start() {
        return start(config -> config);
    }

    /** The same with changes. */
    static TestHub start(UnaryOperator<HubConfig> changes) {
        return new TestHub(await(HubServer.start(changes.apply(config()))));
    }

    /** A hub that closes connections after less silence than usual. */
    static TestHub impatient(Duration idle, UnaryOperator<HubConfig> changes) {
        return new TestHub(await(HubServer.start(changes.apply(config()), idle)));
    }

    /** A hub that is told how much of its memory is in use. */
    static TestHub withMemory(DoubleSupplier used) {
        return new TestHub(await(HubServer.start(config(), used)));
    }

    private static HubConfig config() {
        return HubConfig.defaults()
                .withDev(true)
                .withServer(new ServerConfig(
                        "127.0.0.1", 0, ServerConfig.Transport.AUTO, TlsConfig.NONE, ProxyConfig.NONE));
    }

    HubServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    /** Opens a connection to the operator's port. */
    RawClient connectAdmin() {
        return RawClient.to(server.adminPort());
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    /** Opens a connection. */
    RawClient connect() {
        return RawClient.to(port());
    }

    /** Publishes inside the hub, and answers with the event's id. */
    String publish(String topic, String data) {
        return await(server.hub().publisher().publish(EventDraft.of(Topic.of(topic), data)))
                .toString();
    }

    /** Waits for a future that must succeed. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the future failed or never completed", e);
        }
    }

    @Override
    public void close() {
        await(server.stop());
    }
}
