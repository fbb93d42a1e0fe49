package dev.crier.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A TCP proxy that breaks each connection off after some bytes from the server, wherever that falls. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final IntSupplier bytesUntilCut;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * Starts a proxy.
     *
     * @param target the port of the server
     * @param bytesUntilCut how many bytes each new connection lives for
     */
    CuttingProxy(int target, IntSupplier bytesUntilCut) {
        this.target = target;
        this.bytesUntilCut = bytesUntilCut;
        try {
            this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                int limit;
                synchronized (bytesUntilCut) {
                    limit = bytesUntilCut.getAsInt();
                }
                start(() -> copy(client, server, Integer.MAX_VALUE));
                start(() -> copy(server, client, limit));
            }
        } catch (IOException closed) {
            // The listener was closed: the test is over.
            assert listener.isClosed();
        }
    }

    private void copy(Socket from, Socket to, int limit) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[4_096];
            int left = limit;
            while (left > 0) {
                int count = in.read(buffer, 0, Math.min(buffer.length, left));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        } catch (IOException cut) {
            // One side is gone; closing both is what a cut is.
            assert from.isClosed() || to.isClosed() || cut.getMessage() != null;
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
