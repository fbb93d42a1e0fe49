/**
 * The hub's side of its sources: finding their types, loading plugins, and supervising one run after the other.
 *
 * <p>{@link dev.crier.core.source.SourceSupervisor} is where to begin; what an author of a source sees of all this is
 * {@link dev.crier.core.spi}.
 */
@NullMarked
package dev.crier.core.source;

import org.jspecify.annotations.NullMarked;
