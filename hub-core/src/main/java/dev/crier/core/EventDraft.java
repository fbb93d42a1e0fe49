package dev.crier.core;

import java.util.Objects;

/**
 * An event as its publisher hands it in: without a place, an id or a time, which the log assigns.
 *
 * <p>Immutable and safe to share; it crosses the event bus as it is.
 *
 * @param topic where it is published
 * @param type the SSE event type, empty for none
 * @param key what the event is about (a symbol, a guid), empty for none
 * @param data the payload, any Unicode text
 * @param idempotency names the publish, so that a repeat is recognised; {@link IdempotencyKey#NONE} for none
 */
public record EventDraft(Topic topic, String type, String key, String data, IdempotencyKey idempotency) {

    /** The longest type or key, in characters. */
    public static final int MAX_NAME = 255;

    /**
     * Makes a draft.
     *
     * @throws InvalidEventException if the type or the key holds CR, LF or NUL or is longer than {@value #MAX_NAME}
     *     characters, if the type is {@code error}, {@code open} or begins with {@code hub.} (an {@code EventSource} uses
     *     the first two itself, the rest are the hub's), or if a text holds half a surrogate pair, which UTF-8 can't say
     */
    public EventDraft {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(idempotency, "idempotency");
        checkName("type", type);
        checkName("key", key);
        checkText("data", data);
        if (type.equals("error") || type.equals("open") || type.equals("hub") || type.startsWith("hub.")) {
            throw new InvalidEventException("the type '" + type
                    + "' is reserved: 'error' and 'open' belong to the browser's EventSource, 'hub.*' to the hub");
        }
    }

    /** A draft of data alone. */
    public static EventDraft of(Topic topic, String data) {
        return new EventDraft(topic, "", "", data, IdempotencyKey.NONE);
    }

    /** The same draft with an SSE event type. */
    public EventDraft withType(String newType) {
        return new EventDraft(topic, newType, key, data, idempotency);
    }

    /** The same draft with a key. */
    public EventDraft withKey(String newKey) {
        return new EventDraft(topic, type, newKey, data, idempotency);
    }

    /** The same draft under an idempotency key. */
    public EventDraft withIdempotency(IdempotencyKey newKey) {
        return new EventDraft(topic, type, key, data, newKey);
    }

    /** The length of the data in UTF-8, in bytes. */
    public int dataBytes() {
        return Utf8.length(data);
    }

    private static void checkName(String what, String text) {
        checkText(what, text);
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
    }

    private static void checkText(String what, String text) {
        Objects.requireNonNull(text, what);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new InvalidEventException("the " + what + " holds half a surrogate pair at character " + i
                            + "; it isn't valid Unicode");
                }
                i++;
            }
        }
    }
}
