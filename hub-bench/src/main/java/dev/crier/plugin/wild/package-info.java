/** Sources that behave as badly as plugins can; the fault suite puts them into a jar and gives that to a hub. */
@NullMarked
package dev.crier.plugin.wild;

import org.jspecify.annotations.NullMarked;
