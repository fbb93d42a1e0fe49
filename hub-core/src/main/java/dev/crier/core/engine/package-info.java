/**
 * The way of an event: {@link dev.crier.core.engine.Publisher} to {@link dev.crier.core.engine.Sequencer} over the event
 * bus, through the log into the {@link dev.crier.core.engine.Window}, and from there by each event loop's
 * {@link dev.crier.core.engine.Fanout} to its subscriptions.
 */
@NullMarked
package dev.crier.core.engine;

import org.jspecify.annotations.NullMarked;
