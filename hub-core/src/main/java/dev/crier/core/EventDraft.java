package dev.crier.core;

import java.util.Objects;

/**
 * An event as its publisher hands it in: without a place, an id or a time, which the log assigns.
 *
 * <p>Immutable and safe to share; it crosses the event bus as it is. A class and not a record because it carries the length
 * of its data, which is asked for at every station.
 */
public final class EventDraft {

    /** The longest type or key, in characters. */
    public static final int MAX_NAME = 255;

    private final Topic topic;
    private final String type;
    private final String key;
    private final String data;
    private final IdempotencyKey idempotency;
    private final Fence fence;
    private final int dataBytes;

    /**
     * Makes a draft.
     *
     * @param topic where it is published
     * @param type the SSE event type, empty for none
     * @param key what the event is about (a symbol, a guid), empty for none
     * @param data the payload, any Unicode text
     * @param idempotency names the publish, so that a repeat is recognised; {@link IdempotencyKey#NONE} for none
     * @throws InvalidEventException if the type or the key holds CR, LF or NUL or is longer than {@value #MAX_NAME}
     *     characters, if the type is {@code error}, {@code open} or begins with {@code hub.} (an {@code EventSource} uses
     *     the first two itself, the rest are the hub's), or if a text holds half a surrogate pair, which UTF-8 can't say
     */
    public EventDraft(Topic topic, String type, String key, String data, IdempotencyKey idempotency) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.type = name("type", type);
        this.key = name("key", key);
        this.data = Objects.requireNonNull(data, "data");
        this.dataBytes = Utf8.length("data", data);
        this.idempotency = Objects.requireNonNull(idempotency, "idempotency");
        this.fence = Fence.NONE;
        if (type.equals("error") || type.equals("open") || type.equals("hub") || type.startsWith("hub.")) {
            throw new InvalidEventException("the type '" + type
                    + "' is reserved: 'error' and 'open' belong to the browser's EventSource, 'hub.*' to the hub");
        }
    }

    /** The same under another fence; what was checked is not checked again. */
    private EventDraft(EventDraft checked, Fence fence) {
        this.topic = checked.topic;
        this.type = checked.type;
        this.key = checked.key;
        this.data = checked.data;
        this.dataBytes = checked.dataBytes;
        this.idempotency = checked.idempotency;
        this.fence = Objects.requireNonNull(fence, "fence");
    }

    private static String name(String what, String text) {
        Utf8.length(what, Objects.requireNonNull(text, what));
        if (text.length() > MAX_NAME) {
            throw new InvalidEventException(
                    "the " + what + " has " + text.length() + " characters; at most " + MAX_NAME + " are allowed");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == '\0') {
                throw new InvalidEventException(
                        "the " + what + " holds CR, LF or NUL at character " + i + "; it must be one line");
            }
        }
        return text;
    }

    /** A draft of data alone. */
    public static EventDraft of(Topic topic, String data) {
        return new EventDraft(topic, "", "", data, IdempotencyKey.NONE);
    }

    /** The same draft with an SSE event type. */
    public EventDraft withType(String newType) {
        return new EventDraft(topic, newType, key, data, idempotency).withFence(fence);
    }

    /** The same draft with a key. */
    public EventDraft withKey(String newKey) {
        return new EventDraft(topic, type, newKey, data, idempotency).withFence(fence);
    }

    /** The same draft under an idempotency key. */
    public EventDraft withIdempotency(IdempotencyKey newKey) {
        return new EventDraft(topic, type, key, data, newKey).withFence(fence);
    }

    /** The same draft, to be stored only as long as its publisher holds a lease. */
    public EventDraft withFence(Fence newFence) {
        return newFence.equals(fence) ? this : new EventDraft(this, newFence);
    }

    /** Where it is published. */
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

    /** Names the publish; {@link IdempotencyKey#NONE} for none. */
    public IdempotencyKey idempotency() {
        return idempotency;
    }

    /** The lease that its publisher must hold; {@link Fence#NONE} for none. It is no part of the event. */
    public Fence fence() {
        return fence;
    }

    /** The length of the data in UTF-8, in bytes. */
    public int dataBytes() {
        return dataBytes;
    }

    /** Whether it is the same publish of the same event, under whatever fence. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EventDraft draft
                && topic.equals(draft.topic)
                && type.equals(draft.type)
                && key.equals(draft.key)
                && data.equals(draft.data)
                && idempotency.equals(draft.idempotency);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, type, key, data, idempotency);
    }

    @Override
    public String toString() {
        return "EventDraft[topic=" + topic + ", type=" + type + ", key=" + key + ", data=" + data + "]";
    }
}
