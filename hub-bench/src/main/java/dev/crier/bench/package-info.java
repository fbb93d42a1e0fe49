/** The load bench: measures how any SSE server delivers, and whether it loses, doubles or reorders anything. */
@NullMarked
package dev.crier.bench;

import org.jspecify.annotations.NullMarked;
