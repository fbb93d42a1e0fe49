/** The sources that come with the hub. */
@NullMarked
package dev.crier.sources;

import org.jspecify.annotations.NullMarked;
