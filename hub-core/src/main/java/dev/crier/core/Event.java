package dev.crier.core;

import java.time.Instant;
import java.util.Objects;

/**
 * An event that has been accepted: what was published and when. Its place stands in the log's record around it. Immutable
 * and safe to share.
 *
 * <p>A class and not a record because it carries what its text costs, which was counted when its draft was made.
 */
public final class Event {

    /** What the objects of one event cost besides their text, in bytes; an estimate for retention by bytes. */
    public static final int OVERHEAD = 232;

    private final Topic topic;
    private final String type;
    private final String key;
    private final String data;
    private final Instant time;
    private final int textBytes;

    /**
     * Makes an event.
     *
     * @param topic where it was published
     * @param type the SSE event type, empty for none
     * @param key what the event is about, empty for none
     * @param data the payload
     * @param time when the log accepted it, in milliseconds' precision
     * @throws InvalidEventException if the data holds half a surrogate pair
     */
    public Event(Topic topic, String type, String key, String data, Instant time) {
        this(topic, type, key, data, time, Utf8.length("data", data));
    }

    private Event(Topic topic, String type, String key, String data, Instant time, int dataBytes) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.type = Objects.requireNonNull(type, "type");
        this.key = Objects.requireNonNull(key, "key");
        this.data = Objects.requireNonNull(data, "data");
        this.time = Objects.requireNonNull(time, "time");
        this.textBytes = dataBytes + type.length() + key.length();
    }

    /** The event that a draft becomes at a time. */
    public static Event of(EventDraft draft, Instant time) {
        return of(draft, draft.topic(), time);
    }

    /**
     * The same with the log's own instance of the topic, so that not each event keeps one.
     *
     * @param topic equal to the draft's
     */
    public static Event of(EventDraft draft, Topic topic, Instant time) {
        return new Event(topic, draft.type(), draft.key(), draft.data(), time, draft.dataBytes());
    }

    /** Where it was published. */
    public Topic topic() {
        return topic;
    }

    /** The SSE event type, empty for none. */
    public String type() {
        return type;
    }

    /** What the event is about, empty for none. */
    public String key() {
        return key;
    }

    /** The payload. */
    public String data() {
        return data;
    }

    /** When the log accepted it, in milliseconds' precision. */
    public Instant time() {
        return time;
    }

    /** What keeping this event costs, in bytes, overhead included. */
    public long cost() {
        return (long) OVERHEAD + textBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Event event
                && topic.equals(event.topic)
                && type.equals(event.type)
                && key.equals(event.key)
                && data.equals(event.data)
                && time.equals(event.time);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, type, key, data, time);
    }

    @Override
    public String toString() {
        return "Event[topic=" + topic + ", type=" + type + ", key=" + key + ", data=" + data + ", time=" + time + "]";
    }
}
