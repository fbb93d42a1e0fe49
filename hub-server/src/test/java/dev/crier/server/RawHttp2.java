package dev.crier.server;

import io.vertx.core.buffer.Buffer;
import java.io.Closeable;

/** One connection of HTTP/2 in clear text, frame by frame (RFC 9113): what no library would send is what the tests are about. */
final class RawHttp2 implements Closeable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    /** A frame that came. */
    record Frame(int type, int flags, int stream, Buffer payload) {

        /** What an RST_STREAM says, or a GOAWAY after the number of its last stream. */
        int error() {
            return payload.getInt(payload.length() >= 8 ? 4 : 0);
        }
    }

    private final RawClient client;

    /** Begins to speak HTTP/2 without asking. */
    RawHttp2(RawClient client) {
        this.client = client;
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        send(SETTINGS, 0, 0, new byte[0]);
    }

    RawHttp2 send(int type, int flags, int stream, byte[] payload) {
        client.send(frame(type, flags, stream, payload));
        return this;
    }

    /** Sends frames that were made before. */
    RawHttp2 raw(byte[] frames) {
        client.send(frames);
        return this;
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return Buffer.buffer()
                .appendMedium(payload.length)
                .appendByte((byte) type)
                .appendByte((byte) flags)
                .appendInt(stream)
                .appendBytes(payload)
                .getBytes();
    }

    RawHttp2 get(int stream, String target) {
        return send(HEADERS, END_HEADERS | END_STREAM, stream, head((byte) 0x82, target));
    }

    /** Sends a GET with another header, of a short name in lower case and any value of 127 to 16,510 characters. */
    RawHttp2 get(int stream, String target, String name, String value) {
        int beyond = value.length() - 127; // RFC 7541, section 5.1
        return send(
                HEADERS,
                END_HEADERS | END_STREAM,
                stream,
                Buffer.buffer(head((byte) 0x82, target))
                        .appendByte((byte) 0x00)
                        .appendByte((byte) name.length())
                        .appendString(name)
                        .appendByte((byte) 0x7f)
                        .appendByte((byte) (beyond % 128 + 128))
                        .appendByte((byte) (beyond / 128))
                        .appendString(value)
                        .getBytes());
    }

    /** Sends the head of a POST whose body is to come. */
    RawHttp2 post(int stream, String target) {
        return send(HEADERS, END_HEADERS, stream, head((byte) 0x83, target));
    }

    /** A header block (RFC 7541): a method of the static table, {@code http}, and the path and the host as they are. */
    static byte[] head(byte method, String target) {
        return Buffer.buffer()
                .appendByte(method)
                .appendByte((byte) 0x86)
                .appendByte((byte) 0x04)
                .appendByte((byte) target.length())
                .appendString(target)
                .appendByte((byte) 0x01)
                .appendByte((byte) 1)
                .appendString("a")
                .getBytes();
    }

    /** Gives the hub more room to send into; stream 0 is the connection. */
    RawHttp2 window(int stream, int bytes) {
        return send(WINDOW_UPDATE, 0, stream, Buffer.buffer().appendInt(bytes).getBytes());
    }

    Frame next() {
        byte[] head = client.bytes(9);
        int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
        return new Frame(
                head[3],
                head[4],
                Buffer.buffer(head).getInt(5) & Integer.MAX_VALUE,
                Buffer.buffer(client.bytes(length)));
    }

    /** Reads up to a frame of this kind. */
    Frame next(int type) {
        Frame frame = next();
        while (frame.type() != type) {
            frame = next();
        }
        return frame;
    }

    boolean closedByServer() {
        return client.closedByServer();
    }

    @Override
    public void close() {
        client.close();
    }
}
