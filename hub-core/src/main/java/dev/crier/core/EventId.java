package dev.crier.core;

import java.util.Objects;
import java.util.Optional;

/**
 * The place of an event in the hub's one total order, written {@code <epoch>-<position>}; opaque to clients.
 *
 * <p>Positions are compared only within one epoch. The text is ASCII without {@code "():<>?@[\]{}} so that it fits any
 * header. Position 0 is the place before the first event. Immutable and safe to share.
 *
 * @param epoch names one unbroken history, 1 to 32 of {@code a-z 0-9}
 * @param position the place in it, from 0
 */
public record EventId(String epoch, long position) {

    private static final int MAX_EPOCH = 32;
    private static final int MAX_DIGITS = 19;

    /**
     * Makes an id.
     *
     * @throws IllegalArgumentException if the epoch has other characters, or the position is negative
     */
    public EventId {
        Objects.requireNonNull(epoch, "epoch");
        if (!validEpoch(epoch)) {
            throw new IllegalArgumentException("an epoch is 1 to 32 of a-z 0-9, not '" + epoch + "'");
        }
        if (position < 0) {
            throw new IllegalArgumentException("a position is not negative: " + position);
        }
    }

    /** Reads what {@link #toString()} wrote; empty if the text is no id of any hub. */
    public static Optional<EventId> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || !validEpoch(text.substring(0, dash))) {
            return Optional.empty();
        }
        String digits = text.substring(dash + 1);
        if (digits.isEmpty()
                || digits.length() > MAX_DIGITS
                || (digits.length() > 1 && digits.charAt(0) == '0')
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EventId(text.substring(0, dash), Long.parseLong(digits)));
        } catch (NumberFormatException tooBig) {
            return Optional.empty();
        }
    }

    private static boolean validEpoch(String epoch) {
        if (epoch.isEmpty() || epoch.length() > MAX_EPOCH) {
            return false;
        }
        for (int i = 0; i < epoch.length(); i++) {
            char c = epoch.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}
