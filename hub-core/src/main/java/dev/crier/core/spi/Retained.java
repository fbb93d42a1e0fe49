package dev.crier.core.spi;

/**
 * How much a log keeps.
 *
 * @param events how many events
 * @param bytes what they cost, overhead included
 */
public record Retained(long events, long bytes) {}
