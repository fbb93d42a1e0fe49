package dev.crier.core.spi;

/**
 * What became of an append.
 *
 * @param position the event's position, or that of the first one if this was a repeat
 * @param repeated whether the idempotency key had been used for the same event before, so that nothing was stored
 */
public record Appended(long position, boolean repeated) {}
