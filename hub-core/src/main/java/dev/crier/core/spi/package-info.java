/** What an author of a source writes against. */
@NullMarked
package dev.crier.core.spi;

import org.jspecify.annotations.NullMarked;
