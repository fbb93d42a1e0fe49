/** Events, topics and ids, the ordered log, its window, and the sequencer; no HTTP. */
@NullMarked
package dev.crier.core;

import org.jspecify.annotations.NullMarked;
