/** The source {@code counter}: numbers its events, so that whoever reads them sees what is missing. */
@NullMarked
package dev.crier.sources.counter;

import org.jspecify.annotations.NullMarked;
