package dev.crier.core;

import java.util.Objects;

/**
 * Names one publish of one publisher, so that a retry after a lost answer is not a second event.
 *
 * <p>Its scope is principal, topic and key: the same key on another topic, or of another publisher, is another one.
 *
 * @param principal who publishes; the name that the publisher proved, or a shared one for anonymous publishers
 * @param key what the publisher chose; empty for none
 */
public record IdempotencyKey(String principal, String key) {

    /** No key: every publish is a new event. */
    public static final IdempotencyKey NONE = new IdempotencyKey("", "");

    /** The longest key, in characters. */
    public static final int MAX_LENGTH = 255;

    /**
     * Makes a key.
     *
     * @throws InvalidEventException if it is longer than {@value #MAX_LENGTH} characters
     */
    public IdempotencyKey {
        Objects.requireNonNull(principal, "principal");
        if (Objects.requireNonNull(key, "key").length() > MAX_LENGTH) {
            throw new InvalidEventException("an idempotency key of " + key.length()
                    + " characters is too long; at most " + MAX_LENGTH + " are allowed");
        }
    }

    /** Whether there is a key at all. */
    public boolean present() {
        return !key.isEmpty();
    }
}
