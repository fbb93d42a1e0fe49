package dev.crier.core;

/** A topic or a filter breaks the grammar; the message says where and what is expected. */
public final class InvalidTopicException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message fit for the person who wrote the topic. */
    public InvalidTopicException(String message) {
        super(message);
    }
}
