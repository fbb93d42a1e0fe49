package dev.crier.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** One TCP connection on which every byte is seen: what a library would smooth over is what the tests are about. */
final class RawClient implements Closeable {

    private static final int PATIENCE = 30_000;

    /** The head of an answer; header names in lower case, repeated ones joined by a comma. */
    record Head(String protocol, int status, Map<String, String> headers) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** A whole answer. */
    record Answer(Head head, String body) {

        int status() {
            return head.status();
        }

        String header(String name) {
            return head.header(name);
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    static RawClient to(int port) {
        return to(port, 0);
    }

    /** A client whose kernel takes no more than so many bytes before it reads; 0 for the system's own choice. */
    static RawClient to(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over TLS, with whatever certificate the server has. */
    RawClient encrypted() {
        return encrypted("TLSv1.3");
    }

    /** The same over one version of TLS, maybe with these cipher suites alone. */
    RawClient encrypted(String protocol, String... suites) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            SSLSocket encrypted =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            encrypted.setEnabledProtocols(new String[] {protocol});
            if (suites.length > 0) {
                encrypted.setEnabledCipherSuites(suites);
            }
            encrypted.startHandshake();
            return new RawClient(encrypted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The session of TLS: the server's certificate, the cipher suite. */
    SSLSession session() {
        return ((SSLSocket) socket).getSession();
    }

    /** Sends text as ISO-8859-1, so that each character is one byte. */
    RawClient send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what this side sends; what the server sends can still be read. */
    RawClient endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a GET of HTTP/1.1 with these header lines. */
    RawClient get(String target, String... headers) {
        return request("GET", target, headers, "");
    }

    /** Sends a POST of HTTP/1.1 with a body in UTF-8. */
    RawClient post(String target, String body, String... headers) {
        return request("POST", target, headers, body);
    }

    RawClient request(String method, String target, String[] headers, String body) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] bytes = body.getBytes(UTF_8);
        if (method.equals("POST")) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        send(head.append("\r\n").toString());
        return bytes.length == 0 ? this : send(bytes);
    }

    /** Reads the head of an answer. */
    Head head() {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        return new Head(status[0], Integer.parseInt(status[1]), headers);
    }

    /** Reads a whole answer, by its length, its chunks, or the end of the connection. */
    Answer answer() {
        return body(head(), false);
    }

    /** Reads the answer to a HEAD, which has no body whatever its headers say. */
    Answer answerToHead() {
        return body(head(), true);
    }

    private Answer body(Head head, boolean none) {
        if (none || head.status() == 204 || head.status() == 304) {
            return new Answer(head, "");
        }
        if (!head.header("content-length").isEmpty()) {
            return new Answer(head, new String(bytes(Integer.parseInt(head.header("content-length"))), UTF_8));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.header("transfer-encoding").equals("chunked")) {
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.writeBytes(chunk);
            }
        } else {
            body.writeBytes(rest());
        }
        return new Answer(head, body.toString(UTF_8));
    }

    /** Reads one chunk; the last one is empty. */
    byte[] chunk() {
        int size = Integer.parseInt(line(), 16);
        byte[] chunk = bytes(size);
        String end = line();
        if (!end.isEmpty()) {
            throw new AssertionError("a chunk of " + size + " bytes is followed by '" + end + "'");
        }
        return chunk;
    }

    /** Reads chunks of a stream until the text in them satisfies a test, and answers all of that text. */
    String chunksUntil(java.util.function.Predicate<String> enough) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!enough.test(text.toString(UTF_8))) {
            byte[] chunk = chunk();
            if (chunk.length == 0) {
                throw new AssertionError("the stream ended after: " + text.toString(UTF_8));
            }
            text.writeBytes(chunk);
        }
        return text.toString(UTF_8);
    }

    /** Reads so many blocks of a chunked event stream, each without its last empty line. */
    List<String> blocks(int count) {
        String text = chunksUntil(all -> all.split("\n\n", -1).length > count);
        return new ArrayList<>(List.of(text.split("\n\n")));
    }

    /** Reads to a line feed; an ISO-8859-1 text without CR and LF. */
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended after: " + line);
                }
                line.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    byte[] bytes(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("the connection ended after " + bytes.length + " of " + count + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the server closes the connection. */
    byte[] rest() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed the connection, by an end or a reset; waits for it. What comes before is dropped. */
    boolean closedByServer() {
        byte[] dropped = new byte[8192];
        try {
            int read = in.read(dropped);
            while (read >= 0) {
                read = in.read(dropped);
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
