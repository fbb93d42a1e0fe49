package dev.crier.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection with one request under way at a time, opened when it is needed and again when the server closed it.
 *
 * <p>Only for the thread of its loop.
 */
final class PublishConnection implements ClientLoop.Handler {

    private final ClientLoop loop;
    private final InetSocketAddress address;
    private final Consumer<PublishConnection> answered;
    private @Nullable SocketChannel channel;
    private boolean connected;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private @Nullable HttpAnswer answer;
    private String url = "";
    private long since;

    /**
     * Makes one that isn't connected.
     *
     * @param answered hears that a request was accepted
     */
    PublishConnection(ClientLoop loop, InetSocketAddress address, Consumer<PublishConnection> answered) {
        this.loop = loop;
        this.address = address;
        this.answered = answered;
    }

    /** Sends a request; {@code due} is when it should have been sent. */
    void send(String target, ByteBuffer request, long due) {
        url = target;
        unsent = request;
        since = due;
        answer = new HttpAnswer();
        SocketChannel socket = channel;
        try {
            if (socket == null) {
                connected = false;
                channel = Sockets.connect(loop, address, this);
            } else {
                write(socket, loop.key(socket));
            }
        } catch (IOException e) {
            throw Sockets.failure(url, e);
        }
    }

    /** When the request that is under way, or was last, should have been sent. */
    long due() {
        return since;
    }

    private void write(SocketChannel socket, SelectionKey key) throws IOException {
        socket.write(unsent);
        int wanted = SelectionKey.OP_READ | (unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel socket = (SocketChannel) key.channel();
        try {
            if (!connected) {
                socket.finishConnect();
                connected = true;
                write(socket, key);
                return;
            }
            if (key.isWritable()) {
                write(socket, key);
            }
            if (key.isReadable()) {
                read(socket);
            }
        } catch (IOException e) {
            if (answer != null) {
                throw Sockets.failure(url, e);
            }
            close();
        }
    }

    private void read(SocketChannel socket) throws IOException {
        int count = loop.read(socket);
        HttpAnswer coming = answer;
        if (count < 0) {
            close();
            if (coming != null && !coming.endsWithConnection()) {
                throw new BenchException("The server closed a publish to " + url + " unanswered.");
            }
            if (coming != null) {
                complete(coming);
            }
        } else if (coming != null && coming.feed(loop.bytes(), 0, count)) {
            if (coming.closes()) {
                close();
            }
            complete(coming);
        }
    }

    private void complete(HttpAnswer complete) {
        answer = null;
        String said = complete.text();
        if (complete.status() / 100 != 2) {
            throw refused(complete.statusLine(), said.lines().findFirst().orElse(""));
        }
        if (complete.is("application/x-ndjson")) {
            said.lines()
                    .filter(line -> line.startsWith("{\"error\""))
                    .findFirst()
                    .ifPresent(line -> {
                        throw refused(complete.statusLine(), line);
                    });
        }
        answered.accept(this);
    }

    private BenchException refused(String status, String line) {
        return new BenchException(
                "The server refused a publish to " + url + ": " + status + (line.isEmpty() ? "." : ": " + line));
    }

    private void close() {
        SocketChannel socket = channel;
        channel = null;
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw Sockets.failure(url, e);
        }
    }
}
