package dev.crier.core.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crier.core.EventId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a subscriber asked for and can't have any more, as it is announced to it. Immutable.
 *
 * @param reason why
 * @param topics the topics that lack events, the first {@value #MOST_TOPICS}; the subscription's own patterns where a whole
 *     history is in doubt
 * @param more how many topics there are beyond those listed
 * @param after the id asked for, as the client gave it
 * @param resume the id at which the stream goes on: of the next event it gets, or of its place if none is kept
 */
public record Gap(Reason reason, List<String> topics, int more, String after, String resume) {

    /** The most topics that are listed by name. */
    public static final int MOST_TOPICS = 100;

    private static final JsonFactory JSON = new JsonFactory();

    /** Why events are missing. */
    public enum Reason {
        /** Retention had evicted them before the subscriber came back. */
        EXPIRED,
        /** The hub has another history than the one that the id is of. */
        RESTARTED,
        /** The id is none that this hub gave out. */
        UNKNOWN,
        /** The subscriber read so slowly, or was held so long, that the history passed it. */
        OVERRUN,
        /** The log lost them in a crash. */
        LOST;

        /** As it is written on the wire. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Makes a gap. */
    public Gap {
        topics = List.copyOf(topics);
    }

    /** A gap of which the first topics are listed by name and the rest counted. */
    public static Gap of(Reason reason, Collection<String> topics, String after, EventId resume) {
        List<String> listed = topics.stream().sorted().limit(MOST_TOPICS).toList();
        return new Gap(reason, listed, topics.size() - listed.size(), after, resume.toString());
    }

    /** The JSON object {@code {reason, topics, more, after, resume}}, preceded by a {@code control} member if asked. */
    public String json(boolean control) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (control) {
                json.writeStringField("control", "gap");
            }
            write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return text.toString();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("reason", reason.wire());
        json.writeArrayFieldStart("topics");
        for (String topic : topics) {
            json.writeString(topic);
        }
        json.writeEndArray();
        json.writeNumberField("more", more);
        json.writeStringField("after", after);
        json.writeStringField("resume", resume);
    }
}
