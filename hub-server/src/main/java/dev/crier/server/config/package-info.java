/**
 * What the hub is configured with, and how that is put together of flags, variables and a file.
 *
 * <p>{@link dev.crier.server.config.HubConfig} is the result and can be made in code just as well.
 */
@NullMarked
package dev.crier.server.config;

import org.jspecify.annotations.NullMarked;
