/**
 * What the demo page needs of a hub beside its events: its files, a feed, a place to post to, and the resilience lab. With
 * {@code demo.enabled: false} none of it is there.
 */
@NullMarked
package dev.crier.server.demo;

import org.jspecify.annotations.NullMarked;
