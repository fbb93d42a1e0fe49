/**
 * The words of Crier: topics, filters, events, ids and the errors a publisher can get.
 *
 * <p>Everything here is an immutable value. {@code dev.crier.core.spi} holds what others implement (sources, logs),
 * {@code dev.crier.core.engine} the way of an event (sequencer, window, fan-out), {@code dev.crier.core.log} the log in
 * memory, {@code dev.crier.core.source} the supervision of sources.
 */
@NullMarked
package dev.crier.core;

import org.jspecify.annotations.NullMarked;
