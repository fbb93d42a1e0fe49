package dev.crier.testkit;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads an event stream as a browser does, to check what a server really sends: WHATWG HTML, section 9.2.6 "Interpreting an
 * event stream".
 *
 * <p>Feed it the bytes of the body in chunks of any size; a chunk may end within a character, a line end or a block. What a
 * stream leaves unfinished when it ends is never dispatched, as the section says. Not thread-safe.
 */
public final class SseParser {

    private static final char BOM = '\uFEFF';
    private static final int MOST_DIGITS = 18;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder data = new StringBuilder();
    private ByteBuffer undecoded = ByteBuffer.allocate(0);
    private boolean begun;
    private boolean afterReturn;
    private String type = "";
    private String idOfBlock = "";
    private String lastEventId = "";
    private OptionalLong reconnectionTime = OptionalLong.empty();
    private long comments;

    /**
     * An event as a page gets it.
     *
     * @param type the type, {@code message} if the block named none
     * @param data the lines of data, joined by LF
     * @param lastEventId the id of this event, or else the last one before it; empty if there was none
     */
    public record Message(String type, String data, String lastEventId) {}

    /** Makes a parser at the beginning of a stream. */
    public SseParser() {}

    /** Makes a parser for a stream that goes on after an id, as a browser does that reconnects. */
    public SseParser(String lastEventId) {
        this.idOfBlock = lastEventId;
        this.lastEventId = lastEventId;
    }

    /** The id that a client which is cut now would come back with; empty if none was dispatched. */
    public String lastEventId() {
        return lastEventId;
    }

    /** How long the stream told the client to wait before it comes back, in milliseconds. */
    public OptionalLong reconnectionTime() {
        return reconnectionTime;
    }

    /** How many comments came, heartbeats for instance. */
    public long comments() {
        return comments;
    }

    /** Reads on; answers the events that this chunk completes. */
    public List<Message> feed(Buffer chunk) {
        return feed(chunk.getBytes());
    }

    /** Reads on; answers the events that this chunk completes. */
    public List<Message> feed(byte[] chunk) {
        List<Message> dispatched = new ArrayList<>();
        CharBuffer text = decode(chunk);
        while (text.hasRemaining()) {
            next(text.get(), dispatched);
        }
        return dispatched;
    }

    private CharBuffer decode(byte[] chunk) {
        ByteBuffer bytes = ByteBuffer.allocate(undecoded.remaining() + chunk.length);
        bytes.put(undecoded).put(chunk).flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        decoder.decode(bytes, text, false);
        undecoded = bytes.slice();
        return text.flip();
    }

    private void next(char c, List<Message> dispatched) {
        boolean first = !begun;
        begun = true;
        boolean secondHalf = c == '\n' && afterReturn;
        afterReturn = c == '\r';
        if ((first && c == BOM) || secondHalf) {
            return;
        }
        if (c == '\n' || c == '\r') {
            endOfLine(dispatched);
            line.setLength(0);
        } else {
            line.append(c);
        }
    }

    private void endOfLine(List<Message> dispatched) {
        if (line.isEmpty()) {
            dispatch(dispatched);
            return;
        }
        int colon = line.indexOf(":");
        if (colon == 0) {
            comments++;
        } else if (colon < 0) {
            field(line.toString(), "");
        } else {
            int value = colon + 1 < line.length() && line.charAt(colon + 1) == ' ' ? colon + 2 : colon + 1;
            field(line.substring(0, colon), line.substring(value));
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> idOfBlock = value.indexOf('\0') < 0 ? value : idOfBlock;
            case "retry" -> {
                boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
                if (digits && value.length() <= MOST_DIGITS) {
                    reconnectionTime = OptionalLong.of(Long.parseLong(value));
                }
            }
            default -> {
                // The section says to ignore other fields.
            }
        }
    }

    private void dispatch(List<Message> dispatched) {
        lastEventId = idOfBlock;
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            dispatched.add(new Message(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
        }
        data.setLength(0);
        type = "";
    }
}
