package dev.crier.bench.faults;

import dev.crier.bench.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One publish as bytes, so that a publisher can vanish anywhere in it. Immutable. */
final class Post {

    private static final int PATIENCE_MILLIS = 30_000;

    private final byte[] bytes;
    private final int body;

    private Post(byte[] bytes, int body) {
        this.bytes = bytes;
        this.body = body;
    }

    /** A publish of one event. */
    static Post of(Numbered event, int size) {
        String key = event.topic() + "-" + event.number();
        return of("/events/" + Numbered.path(event.topic()), "text/plain", key, event.data(size));
    }

    /** A publish of anything. */
    static Post of(String path, String contentType, String key, String body) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + contentType
                + "\r\nIdempotency-Key: " + key + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return new Post((head + body).getBytes(StandardCharsets.US_ASCII), head.length());
    }

    /** How many bytes it has, head and body. */
    int length() {
        return bytes.length;
    }

    /** Where its body begins. */
    int body() {
        return body;
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Sends it, and reads its answer. */
    HttpAnswer send(Socket socket) throws IOException {
        socket.getOutputStream().write(bytes);
        HttpAnswer answer = new HttpAnswer();
        byte[] read = new byte[8_192];
        InputStream in = socket.getInputStream();
        for (int count = in.read(read); count >= 0; count = in.read(read)) {
            if (answer.feed(read, 0, count)) {
                return answer;
            }
        }
        throw new IOException("not answered");
    }

    /** Sends so much of it, and is gone. */
    void sendAndVanish(int port, int upTo, boolean reset) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(bytes, 0, upTo);
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        }
    }
}
