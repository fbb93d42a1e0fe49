package dev.crier.core;

/** A draft breaks a rule for types, keys or data; the message says which. */
public final class InvalidEventException extends PublishException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message fit for the publisher. */
    public InvalidEventException(String message) {
        super(Reason.INVALID, message);
    }
}
