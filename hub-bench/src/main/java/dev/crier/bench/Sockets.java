package dev.crier.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** Begins connections, and says in a sentence why there is none. Stateless. */
final class Sockets {

    private Sockets() {}

    /** Begins to connect; the loop hears of the rest. */
    static SocketChannel connect(ClientLoop loop, InetSocketAddress address, ClientLoop.Handler handler)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.connect(address);
            loop.register(channel, SelectionKey.OP_CONNECT, handler);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Why a connection failed. */
    static BenchException failure(String url, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        String advice = reason.toLowerCase(Locale.ROOT).contains("too many open files")
                ? "; each connection needs a file descriptor, see 'ulimit -n'"
                : "";
        return new BenchException("Can't connect to " + url + ": " + reason + advice + ".", cause);
    }
}
