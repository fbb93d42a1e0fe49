package dev.crier.server.metrics;

/** What ended a connection. */
public enum ConnectionEnd {
    /** The client, or whatever stands between it and the hub; also a connection that was done with. */
    CLIENT,
    /** The client took too long: to send a head or a body, to use the connection, or to read. */
    TIMEOUT,
    /** What came over it was no HTTP, or more of it than is taken. */
    INVALID,
    /** Its stream was given up: its reader stalled, or fell behind what is kept. */
    STALLED,
    /** Its token expired. */
    EXPIRED,
    /** An operator closed it. */
    ADMIN,
    /** The hub stopped. */
    DRAINED,
    /** The hub failed. */
    ERROR
}
