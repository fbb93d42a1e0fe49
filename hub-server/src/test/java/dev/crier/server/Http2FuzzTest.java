package dev.crier.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever frames come behind the preface of HTTP/2: the hub answers in whole frames or closes, fails at nothing, and others
 * notice nothing of it.
 */
class Http2FuzzTest {

    private static final int MUTATIONS = 6;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PUSH_PROMISE = 5;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static BesiegedHub hub;

    @BeforeAll
    static void start() {
        hub = new BesiegedHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static byte[] frame(int type, int flags, int stream, String payload) {
        byte[] bytes = payload.getBytes(ISO_8859_1);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {
            (byte) (bytes.length >> 16),
            (byte) (bytes.length >> 8),
            (byte) bytes.length,
            (byte) type,
            (byte) flags,
            0,
            0,
            (byte) (stream >> 8),
            (byte) stream
        });
        frame.writeBytes(bytes);
        return frame.toByteArray();
    }

    /** A header field as HPACK has it, literal and not indexed (RFC 7541, section 6.2.2). */
    private static String field(String name, String value) {
        return "\u0000" + (char) name.length() + name + (char) value.length() + value;
    }

    private static String head(String method, String path) {
        return field(":method", method) + field(":scheme", "http") + field(":path", path) + field(":authority", "a");
    }

    private static byte[] connection(byte[]... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(frame(SETTINGS, 0, 0, ""));
        for (byte[] frame : frames) {
            bytes.writeBytes(frame);
        }
        return bytes.toByteArray();
    }

    private static byte[] repeated(byte[] frame, int times) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            bytes.writeBytes(frame);
        }
        return bytes.toByteArray();
    }

    static Stream<byte[]> seeds() {
        byte[] get = frame(HEADERS, END_STREAM | END_HEADERS, 1, head("GET", "/livez"));
        byte[] stream = frame(HEADERS, END_STREAM | END_HEADERS, 1, head("GET", "/events/a?replay=2"));
        byte[] post = frame(HEADERS, END_HEADERS, 1, head("POST", "/events/a"));
        List<byte[]> connections = List.of(
                connection(get),
                connection(stream, frame(RST_STREAM, 0, 1, "\0\0\0\u0008")),
                connection(post, frame(DATA, END_STREAM, 1, "hello")),
                connection(post, frame(DATA, 0, 1, "x"), frame(RST_STREAM, 0, 1, "\0\0\0\u0008")),
                connection(
                        frame(
                                HEADERS,
                                END_HEADERS,
                                1,
                                head("POST", "/events") + field("content-type", "application/x-ndjson")),
                        frame(DATA, END_STREAM, 1, "{\"topic\":\"a\",\"data\":1}\nx\n")),
                connection(
                        frame(HEADERS, END_STREAM, 1, field(":method", "GET")),
                        frame(CONTINUATION, END_HEADERS, 1, field(":path", "/topics") + field(":scheme", "http"))),
                connection(repeated(frame(CONTINUATION, 0, 1, field("x", "y")), 100)),
                connection(frame(HEADERS, 0, 1, head("GET", "/")), repeated(frame(CONTINUATION, 0, 1, ""), 100)),
                connection(repeated(frame(PING, 0, 0, "12345678"), 100), get),
                connection(repeated(frame(SETTINGS, 0, 0, "\0\u0004\0\0\0\0"), 100), get),
                connection(
                        frame(SETTINGS, 0, 0, "\0\u0004\u007f\u00ff\u00ff\u00ff"),
                        frame(WINDOW_UPDATE, 0, 0, "\0\0\0\0")),
                connection(
                        stream,
                        frame(WINDOW_UPDATE, 0, 1, "\u007f\u00ff\u00ff\u00ff"),
                        frame(GOAWAY, 0, 0, "\0\0\0\0\0\0\0\0")),
                connection(
                        frame(PRIORITY, 0, 3, "\0\0\0\u0003\0"), frame(PUSH_PROMISE, END_HEADERS, 1, "\0\0\0\u0002")),
                connection(frame(DATA, 0, 0, "x"), frame(DATA, 8, 7, "\u00ff")),
                connection(frame(HEADERS, END_STREAM | END_HEADERS, 1, "\u0082\u0086\u0084A\u0001a?\u00e1\u001f")),
                connection(
                        frame(HEADERS, END_STREAM | END_HEADERS, 1, head("GET", "/livez") + field("a\r\nb", "c\r\nd"))),
                connection(frame(
                        HEADERS, END_STREAM | END_HEADERS, 1, head("CONNECT", "") + field(":protocol", "websocket"))),
                connection(frame(HEADERS, END_STREAM | END_HEADERS, 2, head("GET", "*"))),
                rapidResets());
        return Mutations.of(connections, MUTATIONS, 2).stream();
    }

    /** Streams that are opened and broken off at once, as in CVE-2023-44487. */
    private static byte[] rapidResets() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int stream = 1; stream < 600; stream += 2) {
            frames.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, stream, head("GET", "/events/a")));
            frames.writeBytes(frame(RST_STREAM, 0, stream, "\0\0\0\u0008"));
        }
        return connection(frames.toByteArray());
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatever_frames_come_they_are_answered_or_closed_and_harm_nobody(byte[] frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(PREFACE);
        bytes.writeBytes(frames);
        byte[] answer = hub.attack(bytes.toByteArray()).getBytes(ISO_8859_1);
        assertThat(restOfWholeFrames(answer)).isZero();
        hub.assertUnharmed();
    }

    /** How many bytes are left behind the last whole frame; a reset may take away the end of what was sent. */
    private static int restOfWholeFrames(byte[] answer) {
        int at = 0;
        while (answer.length - at >= 9) {
            int length = ((answer[at] & 0xff) << 16) | ((answer[at + 1] & 0xff) << 8) | (answer[at + 2] & 0xff);
            assertThat(answer[at + 3]).as("a frame's type").isBetween((byte) DATA, (byte) CONTINUATION);
            at += 9 + length;
        }
        return answer.length - at;
    }
}
