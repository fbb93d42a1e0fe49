package dev.crier.server.metrics;

/** Why a connection was turned away. */
public enum ConnectionRefusal {
    /** There are as many as there may be in all. */
    TOTAL,
    /** There are as many from its address as there may be. */
    ADDRESS,
    /** There are as many of its token as there may be. */
    TOKEN,
    /** The hub is short of memory. */
    MEMORY,
    /** The first bytes weren't what a trusted proxy sends. */
    PROXY,
    /** The handshake of TLS failed. */
    TLS
}
