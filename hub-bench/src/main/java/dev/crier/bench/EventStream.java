package dev.crier.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection that asks for an event stream and reads it. Chunks are taken off only where somebody needs that: to
 * decode, or to read the stream's fields.
 *
 * <p>Only for the thread of its loop.
 */
abstract class EventStream implements ClientLoop.Handler {

    private enum State {
        CLOSED,
        CONNECTING,
        HEAD,
        OPEN
    }

    private final ClientLoop loop;
    private final InetSocketAddress address;
    private final Target target;
    private final int topic;
    private final boolean whole;

    private State state = State.CLOSED;
    private @Nullable SocketChannel channel;
    private byte[] request = new byte[0];
    private @Nullable ResponseHead head;
    private @Nullable Dechunker dechunker;
    private Coding asked = Coding.IDENTITY;
    private @Nullable Decoder decoder;

    /**
     * Makes a stream that isn't connected.
     *
     * @param whole whether what is read must be free of chunks
     */
    EventStream(ClientLoop loop, InetSocketAddress address, Target target, int topic, boolean whole) {
        this.loop = loop;
        this.address = address;
        this.target = target;
        this.topic = topic;
        this.whole = whole;
    }

    /** The stream is open: the server has answered 200. */
    abstract void opened();

    /** The server ended the stream, or the connection broke. */
    abstract void ended();

    /** So many bytes came, as they were on the wire. */
    abstract void arrived(int bytes);

    /** Takes what the server sent, without what compresses it. */
    abstract void body(byte[] bytes, int from, int to);

    int topic() {
        return topic;
    }

    boolean open() {
        return state == State.OPEN;
    }

    /**
     * Begins to connect.
     *
     * @param coding what to ask for; a server that doesn't send it is an error
     */
    void connect(List<String> headers, Coding coding) {
        asked = coding;
        StringBuilder text = new StringBuilder(256)
                .append("GET ")
                .append(target.path(topic))
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.authority())
                .append("\r\nAccept: text/event-stream\r\n");
        if (coding != Coding.IDENTITY) {
            text.append("Accept-Encoding: ").append(coding.token()).append("\r\n");
        }
        headers.forEach(header -> text.append(header).append("\r\n"));
        request = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        head = new ResponseHead();
        dechunker = null;
        state = State.CONNECTING;
        try {
            channel = Sockets.connect(loop, address, this);
        } catch (IOException e) {
            throw Sockets.failure(target.url(topic), e);
        }
    }

    @Override
    public void ready(SelectionKey key) {
        if (state == State.CONNECTING) {
            send(key);
        } else if (state != State.CLOSED) {
            read();
        }
    }

    private void send(SelectionKey key) {
        SocketChannel socket = Objects.requireNonNull(channel);
        try {
            socket.finishConnect();
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                socket.write(bytes); // a new connection has room for a request
            }
            request = new byte[0];
            state = State.HEAD;
            key.interestOps(SelectionKey.OP_READ);
        } catch (IOException e) {
            throw Sockets.failure(target.url(topic), e);
        }
    }

    private void read() {
        int count;
        try {
            count = loop.read(Objects.requireNonNull(channel));
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            boolean early = state == State.HEAD;
            close();
            if (early) {
                throw new BenchException("The server closed a subscription to " + target.url(topic) + " unanswered.");
            }
            ended();
        } else if (state == State.HEAD) {
            readHead(count);
        } else {
            take(loop.bytes(), 0, count);
        }
    }

    private void readHead(int count) {
        ResponseHead answer = Objects.requireNonNull(head);
        int start = answer.feed(loop.bytes(), 0, count);
        if (start < 0) {
            return;
        }
        head = null;
        if (answer.status() != 200) {
            Optional<String> said = new String(loop.bytes(), start, count - start, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst();
            throw new BenchException("The server answered a subscription to " + target.url(topic) + " with "
                    + answer.statusLine() + said.map(line -> ": " + line).orElse("."));
        }
        if (asked != Coding.IDENTITY && !answer.says("Content-Encoding", asked.token())) {
            throw new BenchException("The server was asked for " + asked.token() + ", but doesn't send it.");
        }
        decoder = loop.decoder(answer).orElse(null);
        if ((decoder != null || whole) && answer.says("Transfer-Encoding", "chunked")) {
            dechunker = new Dechunker();
        }
        state = State.OPEN;
        opened();
        take(loop.bytes(), start, count);
    }

    private void take(byte[] bytes, int from, int to) {
        arrived(to - from);
        if (dechunker == null) {
            decode(bytes, from, to);
        } else {
            dechunker.feed(bytes, from, to, this::decode);
        }
    }

    private void decode(byte[] bytes, int from, int to) {
        if (decoder == null) {
            body(bytes, from, to);
        } else {
            decoder.feed(bytes, from, to, this::body);
        }
    }

    /** Ends the connection at once. */
    void close() {
        state = State.CLOSED;
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        SocketChannel socket = channel;
        channel = null;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new BenchException("A connection can't be closed: " + e.getMessage() + ".", e);
            }
        }
    }
}
