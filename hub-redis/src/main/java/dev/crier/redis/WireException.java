package dev.crier.redis;

/** A connection ended: whether what it owes was done is not known. */
final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }

    WireException(Throwable cause) {
        super(String.valueOf(cause.getMessage() == null ? cause : cause.getMessage()), cause);
    }
}
