package dev.crier.bench;

/** The bench can't go on, for a reason outside it; the message is a sentence for the person who runs it. Exit code 1. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
