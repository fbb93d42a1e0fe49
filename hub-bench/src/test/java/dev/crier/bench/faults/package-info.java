@NullMarked
package dev.crier.bench.faults;

import org.jspecify.annotations.NullMarked;
