package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server")
@Timeout(60)
class PacedAcceptTest {

    private static final int CLIENTS = 10 * PacedAccept.MOST;

    private final MultiThreadIoEventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Socket> clients = new ArrayList<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        blocked.countDown();
        for (Socket client : clients) {
            client.close();
        }
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private Channel listen(MultiThreadIoEventLoopGroup loops) throws Exception {
        ServerBootstrap server = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        taken.incrementAndGet();
                    }
                });
        PacedAccept.of(server, new ChannelInboundHandlerAdapter(), new CrowdControl());
        Channel listening = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        listening.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object connection) {
                accepted.incrementAndGet();
                context.fireChannelRead(connection);
            }
        });
        // Added on another thread it would miss what comes before its loop knows of it.
        listening.eventLoop().submit(() -> {}).sync();
        return listening;
    }

    private void connect(Channel server) throws Exception {
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
    }

    private void block(MultiThreadIoEventLoopGroup loops) {
        loops.next().execute(() -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    @DisplayName("leaves connections in the kernel while its event loop is busy, and takes all in the end")
    void busy() throws Exception {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        block(loops);
        Channel server = listen(loops);
        connect(server);

        await().until(() -> accepted.get() >= PacedAccept.MOST);
        assertThat(accepted.get()).isLessThan(CLIENTS);
        blocked.countDown();
        await().until(() -> taken.get() == CLIENTS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    @DisplayName("waits for an event loop that has nothing but tasks")
    void onlyTasks() throws Exception {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel server = listen(loops);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5 * PacedAccept.PATIENCE_MILLIS);
        EventLoop loop = loops.next();
        AtomicInteger acceptedMeanwhile = new AtomicInteger();
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (accepted.get() == 0 || System.nanoTime() < end) {
                    loop.execute(this);
                } else {
                    acceptedMeanwhile.set(accepted.get());
                }
            }
        });
        connect(server);

        await().until(() -> taken.get() == CLIENTS);
        assertThat(acceptedMeanwhile.get()).isPositive().isLessThan(CLIENTS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    @DisplayName("goes on for the other event loops when one is stuck")
    void stuck() throws Exception {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        block(loops);
        Channel server = listen(loops);
        connect(server);

        await().until(() -> taken.get() == CLIENTS / 2);
        blocked.countDown();
        await().until(() -> taken.get() == CLIENTS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
}
