package dev.crier.core;

import java.time.Instant;
import java.util.Objects;

/**
 * An event that has been accepted: an immutable record of what was published and when. Its place stands in the log's
 * record around it.
 *
 * @param topic where it was published
 * @param type the SSE event type, empty for none
 * @param key what the event is about, empty for none
 * @param data the payload
 * @param time when the log accepted it, in milliseconds' precision
 */
public record Event(Topic topic, String type, String key, String data, Instant time) {

    /** What the objects of one event cost besides their text, in bytes; an estimate for retention by bytes. */
    public static final int OVERHEAD = 232;

    /** Makes an event; only null is refused, since a draft was checked before. */
    public Event {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(time, "time");
    }

    /** The event that a draft becomes at a time. */
    public static Event of(EventDraft draft, Instant time) {
        return new Event(draft.topic(), draft.type(), draft.key(), draft.data(), time);
    }

    /** What keeping this event costs, in bytes, overhead included. */
    public long cost() {
        return (long) OVERHEAD + Utf8.length(data) + type.length() + key.length();
    }
}
