package dev.crier.server.config;

import dev.crier.core.Retention;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Default;
import java.time.Duration;
import java.util.Optional;

/**
 * How much of a topic is kept, in the units of the configuration. Immutable; safe to share.
 *
 * @param events the most events
 * @param age the greatest age
 * @param bytes the most bytes, overhead included
 */
public record RetentionConfig(
        @Default("1000") int events,
        @Default("1h") Duration age,
        @Default("16MiB") ByteSize bytes) {

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a bound is not positive
     */
    public RetentionConfig {
        new Retention(events, age, bytes.bytes());
    }

    /** The same as the log wants it. */
    public Retention toRetention() {
        return new Retention(events, age, bytes.bytes());
    }

    /**
     * A retention of which only some bounds are set.
     *
     * @param events the most events
     * @param age the greatest age
     * @param bytes the most bytes, overhead included
     */
    public record Partial(Optional<Integer> events, Optional<Duration> age, Optional<ByteSize> bytes) {

        /**
         * Makes one.
         *
         * @throws IllegalArgumentException if a bound is not positive
         */
        public Partial {
            over(Retention.DEFAULT, events, age, bytes);
        }

        /** The bounds that are set, and for the others those of this retention. */
        public Retention over(Retention defaults) {
            return over(defaults, events, age, bytes);
        }

        private static Retention over(
                Retention defaults, Optional<Integer> events, Optional<Duration> age, Optional<ByteSize> bytes) {
            return new Retention(
                    events.orElse(defaults.events()),
                    age.orElse(defaults.age()),
                    bytes.map(ByteSize::bytes).orElse(defaults.bytes()));
        }
    }
}
