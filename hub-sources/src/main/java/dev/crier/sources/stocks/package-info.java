/**
 * The source {@code stocks}: a simulated market that looks like one, and is the same for everybody who has its seed.
 *
 * <p>{@link dev.crier.sources.stocks.StocksSource} publishes what a {@code Market} says tick by tick; each of its
 * {@code Stock}s has a price, a book and a trading day.
 */
@NullMarked
package dev.crier.sources.stocks;

import org.jspecify.annotations.NullMarked;
