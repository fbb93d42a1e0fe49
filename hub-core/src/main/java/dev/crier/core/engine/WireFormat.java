package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventId;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
        byte[] bytes(EventId id, Event event) {
            return Block.of(event.type(), event.data().getBytes(StandardCharsets.UTF_8), id.toString());
        }
    },
    /** {@code text/event-stream} where each event's data is its {@link Envelope}. */
    ENVELOPE("text/event-stream") {
        @Override
        byte[] bytes(EventId id, Event event) {
            return Block.of(event.type(), Envelope.of(id, event), id.toString());
        }
    },
    /** {@code application/x-ndjson}: an {@link Envelope} a line, the hub's notices as lines with a {@code control} member. */
    NDJSON("application/x-ndjson") {
        @Override
        byte[] bytes(EventId id, Event event) {
            byte[] envelope = Envelope.of(id, event);
            byte[] line = Arrays.copyOf(envelope, envelope.length + 1);
            line[envelope.length] = '\n';
            return line;
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
        public Buffer expired() {
            return Buffer.buffer("{\"control\":\"expired\"}\n");
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

    /** The bytes of an event's frame. */
    abstract byte[] bytes(EventId id, Event event);

    /** An event's frame. */
    public Buffer frame(EventId id, Event event) {
        return Buffer.buffer(bytes(id, event));
    }

    /** Tells a client its place although no event did: {@code hub.checkpoint} with an empty data and an id. */
    public Buffer checkpoint(EventId id) {
        return notice("hub.checkpoint", "", id);
    }

    /** Tells a client what it can't have any more: {@code hub.gap}, without an id. */
    public Buffer gap(Gap gap) {
        return notice("hub.gap", gap.json(false), null);
    }

    /** Tells a client that what permitted it to read has expired, so that this stream ends: {@code hub.expired}, without an id. */
    public Buffer expired() {
        return notice("hub.expired", "", null);
    }

    /** Tells a client, and what stands between, that the connection lives: a comment. */
    public Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    /** Tells a client how long to wait before it comes back, in whole milliseconds. */
    public Buffer retry(Duration delay) {
        return Buffer.buffer("retry: " + delay.toMillis() + "\n\n");
    }

    private static Buffer notice(String type, String data, @Nullable EventId id) {
        byte[] text = data.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(Block.of(type, text, id == null ? null : id.toString()));
    }
}
