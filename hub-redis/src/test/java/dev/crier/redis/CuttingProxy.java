package dev.crier.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A path to an engine that can be cut, or swallow what goes either way. Safe on any thread.
 */
final class CuttingProxy implements AutoCloseable {

    private final NetServer server;
    private final NetClient client;
    private volatile int target;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean swallowsAnswers;
    private volatile boolean swallowsRequests;
    private final int port;

    CuttingProxy(Vertx vertx, int target) {
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::accept);
        this.port = await(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void accept(NetSocket near) {
        if (cut) {
            near.close();
            return;
        }
        near.pause();
        keep(near);
        client.connect(target, "127.0.0.1").onComplete(done -> {
            if (done.failed()) {
                near.close();
                return;
            }
            NetSocket far = done.result();
            keep(far);
            pass(near, far, () -> swallowsRequests);
            pass(far, near, () -> swallowsAnswers);
            near.closeHandler(end -> ended(near, far));
            far.closeHandler(end -> ended(far, near));
            near.resume();
        });
    }

    /** A direction that has lost something passes nothing any more: no connection has holes. */
    private static void pass(NetSocket from, NetSocket to, BooleanSupplier swallows) {
        AtomicBoolean dead = new AtomicBoolean();
        from.handler(bytes -> {
            if (swallows.getAsBoolean()) {
                dead.set(true);
            }
            if (!dead.get()) {
                to.write(bytes);
            }
        });
    }

    private void keep(NetSocket socket) {
        sockets.add(socket);
        socket.exceptionHandler(broken -> socket.close());
    }

    private void ended(NetSocket socket, NetSocket other) {
        sockets.remove(socket);
        other.close();
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Leads new connections to another engine, as a failover does, and closes those that are there. */
    void leadTo(int port) {
        target = port;
        sockets.forEach(NetSocket::close);
    }

    /** Closes all connections, and each new one at once. */
    void cut() {
        cut = true;
        sockets.forEach(NetSocket::close);
    }

    /** What the engine answers is lost from now on, on connections that stay. */
    void swallowAnswers() {
        swallowsAnswers = true;
    }

    /** What is asked of the engine is lost from now on, on connections that stay. */
    void swallowRequests() {
        swallowsRequests = true;
    }

    /** Passes everything again, on connections that have lost nothing. */
    void heal() {
        cut = false;
        swallowsAnswers = false;
        swallowsRequests = false;
    }

    @Override
    public void close() {
        cut();
        await(server.close());
        await(client.close());
    }
}
