package dev.crier.server.config;

import dev.crier.core.settings.Default;

/**
 * How much one publisher may publish over HTTP. Immutable; safe to share.
 *
 * @param rate events a second in the long run
 * @param burst events at once, after a while without any
 */
public record PublishLimits(
        @Default("10000") int rate, @Default("20000") int burst) {

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a bound is below 1
     */
    public PublishLimits {
        Bounds.atLeastOne("rate", rate);
        Bounds.atLeastOne("burst", burst);
    }
}
