package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A crowd")
@Timeout(60)
class CrowdControlTest {

    private static final int CROWD = 100;
    /** What a first request costs here, and a close. */
    private static final long WORK = TimeUnit.MILLISECONDS.toNanos(SlicedWork.SLICE_MILLIS);

    private final boolean epoll = Epoll.isAvailable();
    private final IoHandlerFactory sockets = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    private final MultiThreadIoEventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, sockets);
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, sockets);
    private final CrowdControl crowds = new CrowdControl();
    private final List<Socket> clients = new ArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicInteger acceptedMeanwhile = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    /** Closes wait for it as long as most of the crowd is still to go. */
    private volatile CountDownLatch held = new CountDownLatch(0);

    private Channel server;

    /** Says what it hears, and takes its time for it. */
    private final class Slow extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ByteBuf read = (ByteBuf) bytes;
            String text = read.toString(StandardCharsets.US_ASCII);
            read.release();
            if (!text.startsWith("publish")) {
                work();
            }
            heard.add(text);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            heard.add("gone");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            errors.add(cause);
        }
    }

    /** Stands where the kernel does, who takes its time too. */
    private final class SlowClose extends ChannelOutboundHandlerAdapter {

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it is the promise
        public void close(ChannelHandlerContext context, ChannelPromise done) {
            work();
            if (crowds.leaving() > CROWD / 2) {
                awaitQuietly(held);
            }
            context.close(done);
        }
    }

    private static void work() {
        long end = System.nanoTime() + WORK;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    void listen() throws Exception {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loop)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addFirst(new SlowClose()).addLast(new Slow());
                    }
                });
        PacedAccept.of(bootstrap, new ChannelInboundHandlerAdapter(), crowds);
        server = bootstrap
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        ChannelInboundHandlerAdapter counter = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object connection) {
                accepted.incrementAndGet();
                if (crowds.leaving() > 0) {
                    acceptedMeanwhile.incrementAndGet();
                }
                context.fireChannelRead(connection);
            }
        };
        // Added on another thread it would miss what comes before its loop knows of it.
        server.eventLoop().submit(() -> server.pipeline().addFirst(counter)).sync();
    }

    @AfterEach
    void close() throws Exception {
        held.countDown();
        for (Socket client : clients) {
            client.close();
        }
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private Socket connect() throws Exception {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.localAddress()).getPort());
        clients.add(client);
        return client;
    }

    private Socket connected(String first) throws Exception {
        Socket client = connect();
        say(client, first);
        await().until(() -> heard.contains(first));
        return client;
    }

    /** A crowd whose first words were heard, and forgotten. */
    private List<Socket> knownCrowd() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(connect());
            say(crowd.get(i), "hello");
        }
        await().until(() -> heard.stream().filter("hello"::equals).count() == CROWD);
        heard.clear();
        return crowd;
    }

    private static void say(Socket client, String text) throws Exception {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Has the loop busy until the latch is released, so that what its sockets say meanwhile is all there at once. */
    private CountDownLatch busy() {
        CountDownLatch busy = new CountDownLatch(1);
        loop.next().execute(() -> awaitQuietly(busy));
        return busy;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("that comes is heard after those who are known")
    void coming() throws Exception {
        Socket publisher = connected("publisher");
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(connect());
        }
        await().until(() -> accepted.get() == CROWD + 1);
        loop.next().submit(() -> {}).sync();
        CountDownLatch busy = busy();
        for (int i = 0; i < CROWD; i++) {
            say(crowd.get(i), "hello");
        }
        say(publisher, "publish");
        busy.countDown();

        await().until(() -> heard.size() == CROWD + 2);
        assertThat(heard.indexOf("publish")).isLessThan(CROWD / 4);
        assertThat(heard.stream().filter("hello"::equals)).hasSize(CROWD);
    }

    @Test
    @DisplayName("that goes is closed after those who are known were heard, and before others are let in")
    void going() throws Exception {
        Socket publisher = connected("publisher");
        List<Socket> crowd = knownCrowd();
        CountDownLatch busy = busy();
        for (Socket one : crowd) {
            one.close();
        }
        say(publisher, "publish");
        held = new CountDownLatch(1);
        busy.countDown();
        await().pollInSameThread()
                .pollDelay(0, TimeUnit.MILLISECONDS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> crowds.leaving() > CROWD / 2);
        for (int i = 0; i < CROWD / 2; i++) {
            connect();
        }
        held.countDown();

        await().until(() -> accepted.get() == 1 + CROWD + CROWD / 2);
        assertThat(acceptedMeanwhile.get()).isLessThanOrEqualTo(2);
        await().until(() -> heard.size() == CROWD + 1);
        assertThat(heard.indexOf("publish")).isLessThan(CROWD / 4);
        assertThat(crowds.leaving()).isZero();
    }

    @Test
    @DisplayName("that says something and goes is heard, and in order")
    void sayingAndGoing() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(connect());
        }
        await().until(() -> accepted.get() == CROWD);
        CountDownLatch busy = busy();
        for (Socket one : crowd) {
            say(one, "one");
        }
        busy.countDown();
        for (Socket one : crowd) {
            say(one, " two");
            one.close();
        }

        await().until(() -> heard.stream().filter("gone"::equals).count() == CROWD);
        String all = String.join("", heard).replace("gone", "");
        assertThat(all.split("one", -1)).hasSize(CROWD + 1);
        assertThat(all.split(" two", -1)).hasSize(CROWD + 1);
        assertThat(errors).isEmpty();
    }

    @Test
    @DisplayName("that is reset is closed as any other")
    void reset() throws Exception {
        List<Socket> crowd = knownCrowd();
        CountDownLatch busy = busy();
        for (Socket one : crowd) {
            one.setSoLinger(true, 0);
            one.close();
        }
        busy.countDown();

        await().until(() -> heard.size() == CROWD);
        assertThat(heard).containsOnly("gone");
        assertThat(errors).isEmpty();
        await().until(() -> crowds.leaving() == 0);
    }

    /** A connection whose first bytes come when there is no time left for them. */
    private EmbeddedChannel oneTooMany(ChannelInboundHandlerAdapter listener) {
        EmbeddedChannel channel = new EmbeddedChannel();
        crowds.watch(channel);
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            private boolean worked;

            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                if (!worked) {
                    worked = true;
                    work(); // until the slice that the one before this has begun is over
                }
                context.fireChannelRead(bytes);
            }
        });
        crowds.watch(channel);
        channel.pipeline().addLast(listener);
        return channel;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    @DisplayName("leaves nothing behind of those who are closed before they were heard")
    void release() {
        EmbeddedChannel channel = oneTooMany(new Slow());
        ByteBuf first = bytes("first");
        channel.pipeline().fireChannelRead(first);
        assertThat(first.refCnt()).isEqualTo(1);
        channel.pipeline().fireChannelInactive();
        assertThat(first.refCnt()).isZero();
        assertThat(heard).containsExactly("gone");
    }

    @Test
    @DisplayName("has no more than its first bytes held, since no limit has seen them yet")
    void firstBytesAlone() {
        EmbeddedChannel channel = oneTooMany(new Slow());
        channel.pipeline().fireChannelRead(bytes("first"));
        assertThat(heard).isEmpty();
        channel.pipeline().fireChannelRead(bytes("second"));
        assertThat(heard).containsExactly("first", "second");
        channel.runPendingTasks();
        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    @DisplayName("is heard no further once what it said first has ended it")
    void ended() {
        EmbeddedChannel channel = oneTooMany(new ChannelInboundHandlerAdapter() {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // it is closed
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                ((ByteBuf) bytes).release();
                heard.add("something");
                context.close();
            }
        });
        ByteBuf second = bytes("second");
        channel.pipeline().fireChannelRead(bytes("first"));
        channel.pipeline().fireChannelRead(second);
        assertThat(heard).containsExactly("something");
        assertThat(second.refCnt()).isZero();
    }

    @Test
    @DisplayName("keeps no other error to itself than that of a connection")
    void otherErrors() {
        EmbeddedChannel channel = new EmbeddedChannel();
        crowds.watch(channel);
        channel.pipeline().addLast(new Slow());
        channel.pipeline().fireExceptionCaught(new IOException("reset"));
        assertThat(errors).isEmpty();
        IllegalStateException other = new IllegalStateException("other");
        channel.pipeline().fireExceptionCaught(other);
        assertThat(errors).containsExactly(other);
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }
}
