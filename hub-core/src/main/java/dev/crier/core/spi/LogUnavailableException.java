package dev.crier.core.spi;

/** A log can't answer a question now and may soon; the message says why, in words for whoever asked. */
public class LogUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public LogUnavailableException(String message) {
        super(message);
    }

    /** Makes one with what caused it. */
    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
