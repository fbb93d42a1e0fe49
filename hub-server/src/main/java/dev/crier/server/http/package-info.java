/**
 * HTTP itself: targets, negotiation, errors, bodies and CORS, without a hub in it.
 *
 * <p>{@code dev.crier.server} puts the hub behind it, {@code dev.crier.server.demo} the demo.
 */
@NullMarked
package dev.crier.server.http;

import org.jspecify.annotations.NullMarked;
