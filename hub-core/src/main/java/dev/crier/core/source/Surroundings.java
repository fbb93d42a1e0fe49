package dev.crier.core.source;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * What all runners of a supervisor share. Immutable; safe to share.
 *
 * @param vertx where verticles are deployed
 * @param context the supervisor's own, to which its runners are confined
 * @param hub what sources get of the hub
 * @param options the same for all sources
 * @param timing time and chance
 */
record Surroundings(Vertx vertx, Context context, SourceHub hub, SourceOptions options, Timing timing) {

    /** Does something on the supervisor's context. */
    void here(Runnable task) {
        context.runOnContext(now -> task.run());
    }
}
