package dev.crier.bench;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges what one subscriber got of one topic, whose events are numbered from 0: what is lost, doubled and reordered.
 *
 * <p>An event that comes after a later one is reordered, not lost; one that comes again is doubled. What is missing is kept
 * as ranges, so that a server which loses half of everything costs little memory; beyond {@value #MOST_RANGES} ranges the
 * oldest one counts as lost for good. Only for one thread.
 */
final class SequenceCheck {

    static final int MOST_RANGES = 10_000;

    private long next;
    private long received;
    private long doubled;
    private long reordered;
    /** The first of each missing range and the one after its last; made when the first is missing. */
    private @Nullable TreeMap<Long, Long> missing;

    /** Takes an event; false if it was there before. */
    boolean accept(long number) {
        if (number == next) {
            next++;
            received++;
            return true;
        }
        if (number > next) {
            skip(next, number);
            next = number + 1;
            received++;
            return true;
        }
        if (fill(number)) {
            reordered++;
            received++;
            return true;
        }
        doubled++;
        return false;
    }

    private void skip(long from, long to) {
        if (missing == null) {
            missing = new TreeMap<>();
        }
        missing.put(from, to);
        if (missing.size() > MOST_RANGES) {
            missing.pollFirstEntry();
        }
    }

    private boolean fill(long number) {
        TreeMap<Long, Long> ranges = missing;
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(number);
        if (ranges == null || range == null || number >= range.getValue()) {
            return false;
        }
        long from = range.getKey();
        long to = range.getValue();
        ranges.remove(from);
        if (from < number) {
            ranges.put(from, number);
        }
        if (number + 1 < to) {
            ranges.put(number + 1, to);
        }
        return true;
    }

    /** How many different events came. */
    long received() {
        return received;
    }

    /** How many came that had come before. */
    long doubled() {
        return doubled;
    }

    /** How many came after a later one. */
    long reordered() {
        return reordered;
    }

    /** How many never came, of so many that were published. */
    long lost(long published) {
        return Math.max(0, published - received);
    }
}
