/** The hub's certificate: read, proved, and changed while the hub runs. */
@NullMarked
package dev.crier.server.tls;

import org.jspecify.annotations.NullMarked;
