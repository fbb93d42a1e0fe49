/** How the hub's log lines look and how many there are. */
@NullMarked
package dev.crier.server.log;

import org.jspecify.annotations.NullMarked;
