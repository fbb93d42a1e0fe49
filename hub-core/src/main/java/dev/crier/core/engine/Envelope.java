package dev.crier.core.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crier.core.Event;
import dev.crier.core.EventId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * An event as one JSON object, {@code {id, topic, type, key, time, data}}: the same in a stream, in NDJSON and in the
 * history.
 *
 * <p>{@code data} is always a string, {@code time} RFC 3339 in UTC with milliseconds; an absent type or key is left out.
 * Stateless.
 */
public final class Envelope {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Envelope() {}

    /** The object in UTF-8, without a line end. */
    public static byte[] of(EventId id, Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.data().length() + 160);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", id.toString());
            json.writeStringField("topic", event.topic().path());
            if (!event.type().isEmpty()) {
                json.writeStringField("type", event.type());
            }
            if (!event.key().isEmpty()) {
                json.writeStringField("key", event.key());
            }
            json.writeStringField("time", time(event.time()));
            json.writeStringField("data", event.data());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    /** The same as text. */
    public static String text(EventId id, Event event) {
        return new String(of(id, event), StandardCharsets.UTF_8);
    }

    /** A time as the envelope has it. */
    public static String time(Instant time) {
        return RFC_3339.format(time);
    }
}
