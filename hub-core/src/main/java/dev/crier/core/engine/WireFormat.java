package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventId;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * How a stream is written: each format turns events and the hub's own notices into frames, each complete in itself.
 *
 * <p>The frames of {@link #SSE} and {@link #ENVELOPE} are event-stream blocks (WHATWG HTML, section 9.2.5 "Parsing an event
 * stream"), with {@code id:} as the last field so that a stream cut in mid-frame never leaves an id behind whose event was
 * not dispatched. Stateless.
 */
public enum WireFormat {
    /** {@code text/event-stream} with the bare data. */
    SSE("text/event-stream") {
        @Override
        String event(EventId id, Event event) {
            return block(event.type(), event.data(), id.toString());
        }
    },
    /** {@code text/event-stream} where each event's data is its {@link Envelope}. */
    ENVELOPE("text/event-stream") {
        @Override
        String event(EventId id, Event event) {
            return block(event.type(), Envelope.text(id, event), id.toString());
        }
    },
    /** {@code application/x-ndjson}: an {@link Envelope} a line, the hub's notices as lines with a {@code control} member. */
    NDJSON("application/x-ndjson") {
        @Override
        String event(EventId id, Event event) {
            return Envelope.text(id, event) + '\n';
        }

        @Override
        public Buffer checkpoint(EventId id) {
            return Buffer.buffer("{\"control\":\"checkpoint\",\"id\":\"" + id + "\"}\n");
        }

        @Override
        public Buffer gap(Gap gap) {
            return Buffer.buffer(gap.json(true) + '\n');
        }

        @Override
        public Buffer heartbeat() {
            return Buffer.buffer("{\"control\":\"heartbeat\"}\n");
        }

        @Override
        public Buffer retry(Duration delay) {
            return Buffer.buffer("{\"control\":\"retry\",\"milliseconds\":" + delay.toMillis() + "}\n");
        }
    };

    private final String contentType;

    WireFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The media type of the stream. */
    public String contentType() {
        return contentType;
    }

    /** The text of an event's frame. */
    abstract String event(EventId id, Event event);

    /** An event's frame. */
    public Buffer frame(EventId id, Event event) {
        return Buffer.buffer(event(id, event));
    }

    /** Tells a client its place although no event did: {@code hub.checkpoint} with an empty data and an id. */
    public Buffer checkpoint(EventId id) {
        return Buffer.buffer(block("hub.checkpoint", "", id.toString()));
    }

    /** Tells a client what it can't have any more: {@code hub.gap}, without an id. */
    public Buffer gap(Gap gap) {
        return Buffer.buffer(block("hub.gap", gap.json(false), ""));
    }

    /** Tells a client, and what stands between, that the connection lives: a comment. */
    public Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    /** Tells a client how long to wait before it comes back, in whole milliseconds. */
    public Buffer retry(Duration delay) {
        return Buffer.buffer("retry: " + delay.toMillis() + "\n\n");
    }

    private static String block(String type, String data, String id) {
        StringBuilder frame = new StringBuilder(data.length() + type.length() + id.length() + 32);
        if (!type.isEmpty()) {
            frame.append("event: ").append(type).append('\n');
        }
        appendData(frame, data);
        if (!id.isEmpty()) {
            frame.append("id: ").append(id).append('\n');
        }
        return frame.append('\n').toString();
    }

    /** One field for each line; a parser joins them with LF, so a CR or CRLF in the data reaches the client as LF. */
    private static void appendData(StringBuilder frame, String data) {
        if (data.isEmpty()) {
            frame.append("data:\n");
            return;
        }
        int start = 0;
        while (true) {
            int end = start;
            while (end < data.length() && data.charAt(end) != '\n' && data.charAt(end) != '\r') {
                end++;
            }
            frame.append("data: ").append(data, start, end).append('\n');
            if (end == data.length()) {
                return;
            }
            boolean crlf = data.charAt(end) == '\r' && end + 1 < data.length() && data.charAt(end + 1) == '\n';
            start = end + (crlf ? 2 : 1);
        }
    }
}
