package dev.crier.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A loop over sockets that never block: one thread serves thousands of connections, so that the client costs little beside
 * the server that it measures. Only for the thread that calls it.
 */
public final class ClientLoop implements AutoCloseable {

    private static final int READ_BYTES = 256 << 10;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** What a connection does when its socket is ready. */
    public interface Handler {

        /** The socket can do what the key was registered for. */
        void ready(SelectionKey key);
    }

    private final Selector selector;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];
    private final ByteBuffer coded = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer decoded = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] scratch = new byte[READ_BYTES];

    public ClientLoop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves the sockets that are ready; waits for one until a moment of {@link System#nanoTime()} at most. */
    public void turn(long until) {
        try {
            // A select waits for whole milliseconds; for the rest of the last one this spins, so that nothing is sent
            // late.
            long left = until - System.nanoTime();
            if (left > MILLISECOND) {
                selector.select(ClientLoop::serve, left / MILLISECOND);
            } else {
                selector.selectNow(ClientLoop::serve);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves the sockets until a moment of {@link System#nanoTime()}. */
    public void run(long until) {
        while (System.nanoTime() < until) {
            turn(until);
        }
    }

    private static void serve(SelectionKey key) {
        ((Handler) key.attachment()).ready(key);
    }

    /** Adds a socket. */
    public void register(SocketChannel channel, int interest, Handler handler) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, interest, handler);
    }

    /** The key of a socket that was added. */
    public SelectionKey key(SocketChannel channel) {
        return Objects.requireNonNull(channel.keyFor(selector));
    }

    /** Reads what is there into {@link #bytes()}; answers how much, -1 at the end. */
    public int read(SocketChannel channel) throws IOException {
        direct.clear();
        int read = channel.read(direct);
        if (read > 0) {
            direct.flip().get(bytes, 0, read);
        }
        return read;
    }

    /** What the last read brought; the next one overwrites it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Reads what a stream of this loop is compressed by, as the head of its answer says; empty if it isn't. */
    public Optional<Decoder> decoder(ResponseHead head) {
        if (head.says("Content-Encoding", Coding.GZIP.token())) {
            return Optional.of(new Gunzip(scratch));
        }
        return head.says("Content-Encoding", Coding.ZSTD.token())
                ? Optional.of(new Unzstd(coded, decoded, scratch))
                : Optional.empty();
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
