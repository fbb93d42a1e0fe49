package dev.crier.sources.rss;

/** Why a feed could not be fetched or read, in words for whoever configured it. */
final class FeedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FeedException(String message) {
        super(message);
    }

    FeedException(String message, Throwable cause) {
        super(message, cause);
    }
}
