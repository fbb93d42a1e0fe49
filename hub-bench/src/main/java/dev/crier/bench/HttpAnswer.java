package dev.crier.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of HTTP/1.1, gathered from as many reads as it takes; interim answers are passed over.
 *
 * <p>One for each answer; only for one thread.
 */
public final class HttpAnswer {

    /** How long a body is when only the end of the connection says so. */
    private static final long UNTIL_CLOSED = Long.MAX_VALUE;

    private ResponseHead head = new ResponseHead();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean inBody;
    private @Nullable Dechunker chunks;
    private long length;

    /** Reads on; true if the answer is complete. */
    public boolean feed(byte[] bytes, int from, int to) {
        int at = from;
        while (!inBody) {
            at = head.feed(bytes, at, to);
            if (at < 0) {
                return false;
            }
            if (head.status() / 100 == 1) {
                head = new ResponseHead();
            } else {
                beginBody();
            }
        }
        if (chunks != null) {
            chunks.feed(bytes, at, to, (chunk, start, end) -> body.write(chunk, start, end - start));
            return chunks.ended();
        }
        body.write(bytes, at, to - at);
        return body.size() >= length;
    }

    private void beginBody() {
        inBody = true;
        if (head.status() == 204 || head.status() == 304) {
            length = 0;
        } else if (head.says("Transfer-Encoding", "chunked")) {
            chunks = new Dechunker();
        } else {
            try {
                length = head.header("Content-Length").map(Long::parseLong).orElse(UNTIL_CLOSED);
            } catch (NumberFormatException e) {
                throw new BenchException("The server's answer has a Content-Length that is no number.", e);
            }
        }
    }

    /** Whether the end of the connection completes it. */
    public boolean endsWithConnection() {
        return inBody && chunks == null && length == UNTIL_CLOSED;
    }

    /** Whether the server closes the connection after it. */
    public boolean closes() {
        return head.says("Connection", "close");
    }

    public int status() {
        return head.status();
    }

    /** The status and its reason, such as {@code 404 Not Found}. */
    public String statusLine() {
        return head.statusLine();
    }

    /** A header's value; empty if it isn't there. */
    public String header(String name) {
        return head.header(name).orElse("");
    }

    /** The body, which the bench only shows to people. */
    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Whether the body is of this type. */
    public boolean is(String contentType) {
        return head.header("Content-Type")
                .map(type -> type.startsWith(contentType))
                .orElse(false);
    }
}
