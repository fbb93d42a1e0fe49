package dev.crier.server.auth;

import io.vertx.core.Future;

/** Where a JWK set is read from, again and again. Called on any thread. */
@FunctionalInterface
interface KeySource {

    /** Reads it; fails if it can't, with a message for the log. */
    Future<String> read();
}
