package dev.crier.core.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.crier.core.settings.Durations;
import java.time.Duration;

/**
 * When a log on disk has the disk keep what was written, so that a power cut can't take it (POSIX {@code fsync}). Whatever is
 * chosen, the end of the process alone loses nothing. Immutable.
 */
public final class Fsync {

    /** Before anything is acknowledged. */
    public static final Fsync ALWAYS = new Fsync(Duration.ZERO);

    /** When the operating system wants to. */
    public static final Fsync OFF = new Fsync(Duration.ofSeconds(Long.MAX_VALUE));

    /** Ten times a second. */
    public static final Fsync DEFAULT = new Fsync(Duration.ofMillis(100));

    private final Duration every;

    private Fsync(Duration every) {
        this.every = every;
    }

    /** Within so much time. */
    public static Fsync within(Duration every) {
        return new Fsync(every);
    }

    /**
     * Reads {@code always}, {@code off}, or a duration from 1ms to 1m.
     *
     * @throws IllegalArgumentException if the text is none of them
     */
    @JsonCreator
    public static Fsync of(String text) {
        return switch (text) {
            case "always" -> ALWAYS;
            case "off" -> OFF;
            default -> new Fsync(between(text));
        };
    }

    private static Duration between(String text) {
        Duration every;
        try {
            every = Durations.parse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "expected always, off or a duration such as 100ms, not '" + text + "'", none);
        }
        if (every.compareTo(Duration.ofMillis(1)) < 0 || every.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("expected 1ms to 1m, not " + text);
        }
        return every;
    }

    /** The longest time that something written is not synced; zero to sync before anything is acknowledged. */
    public Duration every() {
        return every;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fsync fsync && every.equals(fsync.every);
    }

    @Override
    public int hashCode() {
        return every.hashCode();
    }

    /** As it is written in a configuration. */
    @Override
    @JsonValue
    public String toString() {
        return equals(ALWAYS) ? "always" : equals(OFF) ? "off" : Durations.format(every);
    }
}
