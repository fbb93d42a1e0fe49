/**
 * What others implement: {@link dev.crier.core.spi.EventSource} for a new feed, {@link dev.crier.core.spi.EventLog} for
 * another home of the history.
 *
 * <p>The numbered rules in their documentation are tested by the contracts in {@code hub-testkit}.
 */
@NullMarked
package dev.crier.core.spi;

import org.jspecify.annotations.NullMarked;
