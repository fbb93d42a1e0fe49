package dev.crier.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link Proxy}, from client to hub and back. Only for the thread of its proxy. */
final class Link {

    private static final int MOST_HELD = 64 << 10;

    private final Weather weather;
    private final SocketChannel client;
    private final SocketChannel hub;
    private final Flow up;
    private final Flow down;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    private long left;
    private boolean half;
    private boolean cut;
    private boolean over;

    /** One direction: what was read, and when it may be written. */
    private static final class Flow {
        private final SocketChannel from;
        private final SocketChannel to;
        private final Deque<ByteBuffer> held = new ArrayDeque<>();
        private final Deque<Long> due = new ArrayDeque<>();
        private int bytes;
        private boolean ended;

        Flow(SocketChannel from, SocketChannel to) {
            this.from = from;
            this.to = to;
        }
    }

    Link(SocketChannel client, int port, Weather weather) throws IOException {
        this.weather = weather;
        this.client = client;
        this.left = weather.cutAfter();
        this.hub = SocketChannel.open();
        client.configureBlocking(false);
        up = new Flow(client, hub);
        down = new Flow(hub, client);
        try {
            hub.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            hub.configureBlocking(false);
        } catch (IOException e) {
            close(); // the hub is down: so is the line to it
        }
    }

    /** Passes on what there is to pass on. */
    void turn(long now) {
        if (over) {
            return;
        }
        try {
            if (!half) {
                pass(up, now, Long.MAX_VALUE);
            }
            left -= pass(down, now, left);
            if (left <= 0) {
                end();
            }
            if ((!half && up.ended && up.held.isEmpty()) || (down.ended && down.held.isEmpty())) {
                close();
            }
        } catch (IOException e) {
            close();
        }
    }

    private long pass(Flow flow, long now, long most) throws IOException {
        while (!flow.ended && flow.bytes < MOST_HELD) {
            buffer.clear();
            int count = flow.from.read(buffer);
            if (count <= 0) {
                flow.ended = count < 0;
                break;
            }
            buffer.flip();
            flow.held.add(ByteBuffer.allocate(count).put(buffer).flip());
            flow.due.add(now + TimeUnit.MILLISECONDS.toNanos(weather.delayMillis()));
            flow.bytes += count;
        }
        long budget = Math.min(most, weather.bytesPerTurn());
        long passed = 0;
        while (!flow.held.isEmpty() && flow.due.element() <= now && passed < budget) {
            ByteBuffer first = flow.held.element();
            int end = first.limit();
            first.limit((int) Math.min(end, first.position() + budget - passed));
            int count = flow.to.write(first);
            first.limit(end);
            passed += count;
            flow.bytes -= count;
            if (!first.hasRemaining()) {
                flow.held.remove();
                flow.due.remove();
            } else if (count == 0) {
                break;
            }
        }
        return passed;
    }

    /** The bytes of this line are used up. */
    private void end() throws IOException {
        if (weather.ending() == Weather.Ending.HALF_CLOSE && !half) {
            half = true;
            cut = true;
            left = Long.MAX_VALUE;
            hub.shutdownOutput(); // which has the hub end its half
            return;
        }
        cut();
    }

    /** Breaks it off. */
    void cut() {
        cut = true;
        try {
            if (weather.ending() == Weather.Ending.RESET) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                hub.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            over = true; // it is gone already
        }
        close();
    }

    boolean wasCut() {
        return cut;
    }

    boolean over() {
        return over;
    }

    void close() {
        over = true;
        try {
            client.close();
            hub.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
