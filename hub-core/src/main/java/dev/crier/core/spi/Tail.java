package dev.crier.core.spi;

/**
 * Hears what a log has appended: every record exactly once, in order, on the context that started the log.
 *
 * <p>Its methods return quickly and never throw.
 */
public interface Tail {

    /** A record was appended; its position is greater than that of all before it in this lineage. */
    void onRecord(LogRecord record);

    /** The history was lost or replaced: from now on records belong to this lineage. */
    void onLineage(Lineage lineage);

    /** The log became able or unable to append. */
    void onState(LogState state);
}
