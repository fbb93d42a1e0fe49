/** The log in memory: the default home of the history, gone with the process. */
@NullMarked
package dev.crier.core.log;

import org.jspecify.annotations.NullMarked;
