package dev.crier.core.spi;

import java.util.List;
import java.util.Objects;

/**
 * One unbroken history: what names it, where it stands, and the holes that crashes left in it.
 *
 * @param epoch the name, 1 to 32 of {@code a-z 0-9}; a log that starts empty makes a new one
 * @param head the newest position, 0 if nothing was appended yet
 * @param holes what was lost in the middle, in order
 */
public record Lineage(String epoch, long head, List<Hole> holes) {

    /** Makes a lineage. */
    public Lineage {
        Objects.requireNonNull(epoch, "epoch");
        holes = List.copyOf(holes);
        if (head < 0) {
            throw new IllegalArgumentException("a head is not negative: " + head);
        }
    }

    /** A history without holes. */
    public static Lineage of(String epoch, long head) {
        return new Lineage(epoch, head, List.of());
    }

    /**
     * Positions that were lost for every topic: a gap for each cursor below {@code through} that crosses it.
     *
     * @param after the last position before the hole
     * @param through the last lost position
     */
    public record Hole(long after, long through) {

        /** Makes a hole. */
        public Hole {
            if (after < 0 || through <= after) {
                throw new IllegalArgumentException("a hole (" + after + ", " + through + "] is empty or negative");
            }
        }
    }
}
