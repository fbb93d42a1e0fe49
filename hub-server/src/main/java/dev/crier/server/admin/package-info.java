/**
 * The operator's interface: a server of its own, on a port of its own, and who may use it.
 *
 * <p>What it offers is handed to it as resources; it knows no hub.
 */
@NullMarked
package dev.crier.server.admin;

import org.jspecify.annotations.NullMarked;
