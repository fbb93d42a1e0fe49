/**
 * What the hub counts, as Prometheus reads it: names, units and reasons in one place.
 *
 * <p>No series has a client in its labels, and what a label can say is a list that is fixed when the hub starts.
 */
@NullMarked
package dev.crier.server.metrics;

import org.jspecify.annotations.NullMarked;
