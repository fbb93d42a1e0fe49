package dev.crier.core.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a source was doing at one moment, for {@code GET /sources}. Immutable and safe to share.
 *
 * @param name the source's name in the configuration
 * @param type the type of its feed
 * @param state what it was doing
 * @param detail what a person should know about that state, empty for nothing
 * @param lastEvent when its newest event was accepted
 * @param lastError the newest error, kept after it is over
 * @param lastErrorTime when that was
 * @param restarts how often it was started again
 * @param errors how often it failed or said that it runs, but not fully
 * @param blocked for how long in all it held its thread so that nothing else could run there
 * @param emitted how many of its events the hub accepted since the hub started
 */
public record SourceStatus(
        String name,
        String type,
        State state,
        String detail,
        Optional<Instant> lastEvent,
        Optional<String> lastError,
        Optional<Instant> lastErrorTime,
        int restarts,
        long errors,
        Duration blocked,
        long emitted) {

    /** What a source is doing; {@link #toString()} is the word that JSON has. */
    public enum State {
        /** Its {@code start} hasn't completed yet. */
        STARTING,
        /** It runs and is well. */
        RUNNING,
        /** It runs, but not fully; the detail says why. */
        DEGRADED,
        /** It failed and will be started again; the detail says when. */
        BACKING_OFF,
        /** Another hub of the cluster runs it; this one would take over. */
        STANDBY,
        /** It was stopped, has ended by itself, or was never started. */
        STOPPED,
        /** It can't run as it is configured: its type is unknown or its settings are refused. */
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Refuses nulls. */
    public SourceStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(lastEvent, "lastEvent");
        Objects.requireNonNull(lastError, "lastError");
        Objects.requireNonNull(lastErrorTime, "lastErrorTime");
        Objects.requireNonNull(blocked, "blocked");
    }
}
