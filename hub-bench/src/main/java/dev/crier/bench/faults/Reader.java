package dev.crier.bench.faults;

import dev.crier.bench.BenchException;
import dev.crier.bench.ByteSink;
import dev.crier.bench.ClientLoop;
import dev.crier.bench.Coding;
import dev.crier.bench.Dechunker;
import dev.crier.bench.Decoder;
import dev.crier.bench.ResponseHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber over all its connections: whatever happens to one, it comes back by the last event id, as a browser does,
 * and its {@link Inbox} has it judged. It reads as fast as it can, trickles, or doesn't read at all.
 *
 * <p>Only for the thread of its loop.
 */
final class Reader implements ClientLoop.Handler {

    /** Reads whatever is there. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final int SMALL_BUFFER = 8 << 10;

    private final ClientLoop loop;
    private final Random random;
    private final String request;
    private final Inbox inbox;

    private IntSupplier port;
    private @Nullable SocketChannel channel;
    private boolean connected;
    private boolean wanted = true;
    private ResponseHead head = new ResponseHead();
    private boolean open;
    private @Nullable Dechunker chunks;
    private @Nullable Decoder decoder;
    private StreamBlocks blocks;
    private long again;
    private long connects;
    private int bytesATurn = UNBOUNDED;
    private boolean small;

    /**
     * Makes a subscriber that connects at the next turn.
     *
     * @param port the hub's or a proxy's, asked for each connection
     * @param topics what it subscribes to
     * @param coding which compression it asks for
     * @param inbox gets what comes
     */
    Reader(ClientLoop loop, Random random, IntSupplier port, List<Integer> topics, Coding coding, Inbox inbox) {
        this.loop = loop;
        this.random = random;
        this.port = port;
        this.inbox = inbox;
        this.blocks = new StreamBlocks(inbox);
        List<String> filters = new ArrayList<>();
        topics.forEach(topic -> filters.add("topic=" + Numbered.path(topic)));
        this.request = "GET /events?" + String.join("&", filters) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Accept-Encoding: " + coding.token() + "\r\n";
    }

    Account account() {
        return inbox.account();
    }

    /** How often it has come back. */
    long reconnects() {
        return Math.max(0, connects - 1);
    }

    Tally tally() {
        return inbox.account().tally(reconnects());
    }

    Tally soFar() {
        return inbox.account().soFar(reconnects());
    }

    /** Whether it has its place on its present connection. */
    boolean open() {
        return open && inbox.account().begun();
    }

    /** Does what its time has come for. */
    void turn(long now) {
        if (channel == null) {
            if (wanted && now >= again) {
                connect();
            }
        } else if (open && bytesATurn != UNBOUNDED) {
            read(bytesATurn);
        }
    }

    // ---- what a scenario has it do

    /** Reads so many bytes a turn from now on; 0 is none. */
    void pace(int bytes) {
        bytesATurn = bytes;
        SocketChannel now = channel;
        if (now != null && connected) {
            loop.key(now).interestOps(bytes == UNBOUNDED ? SelectionKey.OP_READ : 0);
        }
    }

    /** Has the system keep little of what is not read. For the connections to come. */
    void smallBuffer() {
        small = true;
    }

    /** Goes to another port from the next connection on. */
    void goTo(int other) {
        port = () -> other;
    }

    /** Breaks the connection off; comes back unless it is told not to. */
    void cut(boolean comeBack) {
        wanted = comeBack;
        close();
    }

    /** Comes back after a cut for good. */
    void comeBack() {
        wanted = true;
        again = 0;
    }

    // ---- the connection

    private void connect() {
        head = new ResponseHead();
        open = false;
        connected = false;
        blocks = new StreamBlocks(inbox);
        chunks = null;
        try {
            SocketChannel now = SocketChannel.open();
            channel = now;
            now.configureBlocking(false);
            if (small) {
                now.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            }
            now.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()));
            loop.register(now, SelectionKey.OP_CONNECT, this);
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel now = channel;
        if (now == null) {
            return;
        }
        if (connected) {
            read(UNBOUNDED);
            return;
        }
        try {
            now.finishConnect();
            String id = inbox.lastId();
            String place = id.isEmpty() ? "" : "Last-Event-ID: " + id + "\r\n";
            ByteBuffer bytes = ByteBuffer.wrap((request + place + "\r\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                now.write(bytes); // a new connection has room for a request
            }
            connected = true;
            key.interestOps(SelectionKey.OP_READ);
        } catch (IOException e) {
            close();
        }
    }

    private void read(int most) {
        SocketChannel now = channel;
        if (now == null) {
            return;
        }
        int count;
        try {
            count = most == UNBOUNDED ? loop.read(now) : now.read(ByteBuffer.wrap(loop.bytes(), 0, most));
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            close();
            return;
        }
        try {
            take(loop.bytes(), count);
        } catch (BenchException e) {
            inbox.account().broken();
            close();
        }
    }

    private void take(byte[] bytes, int count) {
        int from = 0;
        if (!open) {
            from = head.feed(bytes, 0, count);
            if (from < 0) {
                return;
            }
            if (head.status() != 200) {
                close();
                return;
            }
            open = true;
            connects++;
            chunks = head.says("Transfer-Encoding", "chunked") ? new Dechunker() : null;
            decoder = loop.decoder(head).orElse(null);
            if (bytesATurn != UNBOUNDED) {
                pace(bytesATurn);
            }
        }
        Decoder coded = decoder;
        StreamBlocks sink = blocks;
        ByteSink plain = coded == null ? sink::feed : (some, start, end) -> coded.feed(some, start, end, sink::feed);
        if (chunks == null) {
            plain.accept(bytes, from, count);
        } else {
            chunks.feed(bytes, from, count, plain);
        }
    }

    private void close() {
        open = false;
        connected = false;
        again = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(100));
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        SocketChannel now = channel;
        channel = null;
        if (now != null) {
            try {
                now.close();
            } catch (IOException e) {
                inbox.account().broken(); // never seen; a close that fails would be a leak of this suite
            }
        }
    }
}
