package dev.crier.core.spi;

import dev.crier.core.Event;
import java.util.Objects;

/**
 * An event at its place.
 *
 * @param position the place in the hub's one order, from 1
 * @param prev the position of the previous event of the same topic, 0 if there was none; less than {@code position}
 * @param event what was published
 */
public record LogRecord(long position, long prev, Event event) {

    /**
     * Makes a record.
     *
     * @throws IllegalArgumentException unless {@code 0 <= prev < position}
     */
    public LogRecord {
        Objects.requireNonNull(event, "event");
        if (prev < 0 || prev >= position) {
            throw new IllegalArgumentException("position " + position + " can't follow " + prev);
        }
    }
}
