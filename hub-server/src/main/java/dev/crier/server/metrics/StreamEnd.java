package dev.crier.server.metrics;

/** What ended a stream. */
public enum StreamEnd {
    /** The client closed it, or whatever stands between it and the hub. */
    CLIENT,
    /** Its reader left its socket full for too long. */
    STALLED,
    /** What is kept had passed its reader, and the configuration says to close it then. */
    OVERRUN,
    /** The token that permitted it expired. */
    EXPIRED,
    /** An operator ended it. */
    ADMIN,
    /** The hub stopped. */
    DRAINED,
    /** The hub failed: the log couldn't be read, or the stream not be written to. */
    ERROR
}
