/** The fault suite: does to a hub what a network, a machine and its users do, and counts what its subscribers lost by it. */
@NullMarked
package dev.crier.bench.faults;

import org.jspecify.annotations.NullMarked;
