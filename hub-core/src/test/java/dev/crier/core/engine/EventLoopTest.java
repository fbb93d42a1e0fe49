package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    /** A loop goes on with its tasks for this long at least before it looks at the time. */
    private static final int TURNS = 60;

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void work_in_slices_lets_the_loop_read_its_sockets_between_them() throws Exception {
        Context context = vertx.getOrCreateContext();
        EventLoop loop = new EventLoop(vertx, context);
        Promise<Void> read = Promise.promise();
        Promise<NetSocket> accepted = Promise.promise();
        NetServer server = vertx.createNetServer().connectHandler(accepted::complete);
        on(context, () -> server.listen(0, "127.0.0.1"));
        try (Socket there = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            NetSocket here = accepted.future().await(10, TimeUnit.SECONDS);
            on(context, () -> {
                here.handler(bytes -> read.tryComplete());
                return Future.succeededFuture();
            });

            // What was written is in the socket when the slices begin, and the loop has had no chance to read it.
            CountDownLatch held = new CountDownLatch(1);
            Promise<Boolean> seen = Promise.promise();
            context.runOnContext(begun -> {
                await(held);
                slice(loop, read.future(), TURNS, seen);
            });
            there.getOutputStream().write(1);
            held.countDown();

            assertThat(seen.future().await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void slice(EventLoop loop, Future<Void> read, int left, Promise<Boolean> seen) {
        if (read.isComplete() || left == 0) {
            seen.complete(read.isComplete());
        } else {
            loop.afterSockets(() -> slice(loop, read, left - 1, seen));
        }
    }

    private static <T> T on(Context context, Callable<Future<T>> work) throws Exception {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> {
            try {
                work.call().onComplete(done);
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future().await(10, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
