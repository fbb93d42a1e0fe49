package dev.crier.core.engine;

/** The hub has more to do than it takes on at a time; the message tells whoever asked, and asking again later may help. */
public final class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public BusyException(String message) {
        super(message, null, false, false);
    }
}
