package dev.crier.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A TCP proxy that does to connections what networks do: delays, trickles, cuts at any byte, closes one half, and passes
 * nothing at all for a while, without a word to either side.
 *
 * <p>On a thread of its own, which looks at all its connections every {@value #TURN_MILLIS} ms; its methods are safe on any.
 */
final class Proxy implements AutoCloseable {

    static final int TURN_MILLIS = 3;

    private final int target;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Thread thread = new Thread(this::work, "fault-proxy");
    private final AtomicInteger ended = new AtomicInteger();
    private volatile Supplier<Weather> weather;
    private volatile boolean partition;
    private volatile boolean cutAll;
    private volatile boolean closed;

    /**
     * Starts a proxy.
     *
     * @param target the hub's port
     * @param weather what becomes of each connection
     */
    Proxy(int target, Supplier<Weather> weather) {
        this.target = target;
        this.weather = weather;
        try {
            selector = Selector.open();
            listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    /** What becomes of connections that are made from now on. */
    void weather(Supplier<Weather> next) {
        weather = next;
    }

    /** Passes nothing any more, or everything again, connections that were made meanwhile too. */
    void partition(boolean on) {
        partition = on;
    }

    /** Breaks all connections off. */
    void cutAll() {
        cutAll = true;
    }

    /** How many connections it has ended of its own accord. */
    int ended() {
        return ended.get();
    }

    private void work() {
        List<Link> links = new ArrayList<>();
        try (selector;
                listener) {
            while (!closed) {
                selector.select(TURN_MILLIS);
                selector.selectedKeys().clear();
                for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
                    links.add(new Link(client, target, weather.get()));
                }
                if (!partition) {
                    long now = System.nanoTime();
                    links.forEach(link -> link.turn(now));
                }
                if (cutAll) {
                    cutAll = false;
                    links.forEach(Link::cut);
                }
                links.removeIf(this::isOver);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            links.forEach(Link::close);
        }
    }

    private boolean isOver(Link link) {
        if (link.over() && link.wasCut()) {
            ended.incrementAndGet();
        }
        return link.over();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
