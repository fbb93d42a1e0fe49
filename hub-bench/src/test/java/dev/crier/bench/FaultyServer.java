package dev.crier.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tiny server of event streams that goes wrong on purpose; a thread for each connection. */
final class FaultyServer implements AutoCloseable {

    /** What it does wrong. */
    enum Fault {
        NONE,
        LOSES,
        DOUBLES,
        REORDERS,
        ENDS_STREAMS,
        REFUSES_STREAMS,
        REFUSES_EVENTS
    }

    private static final int EVERY = 7;

    private final Fault fault;
    private final ServerSocket listener;
    private final List<OutputStream> readers = new CopyOnWriteArrayList<>();
    private int count;
    private String held = "";

    FaultyServer(Fault fault) throws IOException {
        this.fault = fault;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                if (head.startsWith("GET")) {
                    subscribe(out);
                } else {
                    int length = head.lines()
                            .filter(line -> line.startsWith("Content-Length: "))
                            .mapToInt(line -> Integer.parseInt(line.substring(16)))
                            .sum();
                    publish(new String(in.readNBytes(length), StandardCharsets.UTF_8), out);
                }
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private synchronized void subscribe(OutputStream out) throws IOException {
        if (fault == Fault.REFUSES_STREAMS) {
            say(out, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 15\r\n\r\nno room\nat all\n");
        } else {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            readers.add(out);
        }
    }

    private synchronized void publish(String data, OutputStream out) throws IOException {
        if (fault == Fault.REFUSES_EVENTS) {
            say(out, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 13\r\n\r\nno token\nbye\n");
            return;
        }
        boolean wrong = ++count % EVERY == 0;
        if (fault == Fault.REORDERS && count == EVERY) {
            held = data; // the next one overtakes it
        } else if (!(fault == Fault.LOSES && wrong)) {
            deliver(data);
            if (fault == Fault.DOUBLES && wrong) {
                deliver(data);
            }
            if (!held.isEmpty()) {
                deliver(held);
                held = "";
            }
        }
        if (fault == Fault.ENDS_STREAMS && wrong) {
            readers.remove(0).close();
        }
        say(out, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    }

    private void deliver(String data) throws IOException {
        for (OutputStream reader : readers) {
            say(reader, "data: " + data + "\n\n");
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
