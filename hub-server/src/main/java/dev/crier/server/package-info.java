/** The hub over HTTP, its configuration and its command line. */
@NullMarked
package dev.crier.server;

import org.jspecify.annotations.NullMarked;
