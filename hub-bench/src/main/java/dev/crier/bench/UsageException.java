package dev.crier.bench;

/** The command line can't be understood; the message says what to type instead. Exit code 2. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
