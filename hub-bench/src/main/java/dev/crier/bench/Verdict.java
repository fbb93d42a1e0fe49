package dev.crier.bench;

/**
 * Whether every subscriber got every event, once and in order.
 *
 * @param ordered whether the order could be judged: only where one publish was under way at a time
 * @param deliveries how many events came, doubled ones not counted
 * @param lost how many didn't
 * @param doubled how many came again
 * @param reordered how many came after a later one
 * @param ended how many streams the server ended
 */
record Verdict(boolean ordered, long deliveries, long lost, long doubled, long reordered, int ended) {

    static Verdict none(boolean ordered) {
        return new Verdict(ordered, 0, 0, 0, 0, 0);
    }

    Verdict plus(SequenceCheck check, long published) {
        return new Verdict(
                ordered,
                deliveries + check.received(),
                lost + check.lost(published),
                doubled + check.doubled(),
                reordered + check.reordered(),
                ended);
    }

    Verdict withEnded(int streams) {
        return new Verdict(ordered, deliveries, lost, doubled, reordered, streams);
    }

    /** Whether nothing is wrong. */
    boolean whole() {
        return lost == 0 && doubled == 0 && (reordered == 0 || !ordered) && ended == 0;
    }
}
