package dev.crier.redis;

/** A connection ended, or there was none: whether what it owes was done is not known. The message is the reason alone. */
final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }

    WireException(Throwable cause) {
        super(Reason.of(cause), cause);
    }
}
