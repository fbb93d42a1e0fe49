package dev.crier.bench.faults;

import java.util.Locale;

/**
 * What subscribers got and did not get. Immutable.
 *
 * @param subscribers how many they are
 * @param received the events that came, each counted once for each subscriber
 * @param reconnects how often they came back
 * @param gaps how many gaps they were told of
 * @param announced the events in these gaps
 * @param lost the events that never came and were in no gap
 * @param doubled the events that came again
 * @param reordered the events that came after a later one of their topic
 * @param broken what came and was not whole: half an event, or bytes that are none
 */
record Tally(
        int subscribers,
        long received,
        long reconnects,
        long gaps,
        long announced,
        long lost,
        long doubled,
        long reordered,
        long broken) {

    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(
                subscribers + other.subscribers,
                received + other.received,
                reconnects + other.reconnects,
                gaps + other.gaps,
                announced + other.announced,
                lost + other.lost,
                doubled + other.doubled,
                reordered + other.reordered,
                broken + other.broken);
    }

    /** Whether every event came whole, once and in order, or was in a gap that was announced. */
    boolean whole() {
        return lost == 0 && doubled == 0 && reordered == 0 && broken == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d received by %,d subscribers, %,d reconnects, %,d gaps announced (%,d events); lost %d, doubled %d,"
                        + " reordered %d, broken %d",
                received,
                subscribers,
                reconnects,
                gaps,
                announced,
                lost,
                doubled,
                reordered,
                broken);
    }
}
