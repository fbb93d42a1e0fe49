package dev.crier.core.spi;

import java.util.Objects;

/**
 * Whether a log can append now.
 *
 * @param available whether it can
 * @param detail why not, for the operator; empty when it can
 */
public record LogState(boolean available, String detail) {

    /** It can append. */
    public static final LogState AVAILABLE = new LogState(true, "");

    /** Makes a state. */
    public LogState {
        Objects.requireNonNull(detail, "detail");
    }

    /** It can't append, for this reason. */
    public static LogState unavailable(String detail) {
        return new LogState(false, detail);
    }
}
