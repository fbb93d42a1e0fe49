package dev.crier.bench.faults;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * What was published on the topics of a scenario (the last one is the scenario's own): each number that was taken must reach every subscriber, but for those that
 * nobody knows of, because the hub was killed before it answered. Safe on any thread.
 */
final class Ledger {

    private static final int REMEMBERED = 1 << 14;

    private final AtomicLongArray taken;
    private final AtomicLongArray answered;
    private final AtomicLongArray times;
    private final BitSet[] unsure;

    Ledger(int topics) {
        taken = new AtomicLongArray(topics);
        answered = new AtomicLongArray(topics);
        times = new AtomicLongArray(topics * REMEMBERED);
        unsure = new BitSet[topics];
        for (int i = 0; i < topics; i++) {
            unsure[i] = new BitSet();
        }
    }

    int topics() {
        return unsure.length;
    }

    /** The next event of a topic. */
    Numbered next(int topic) {
        Numbered event = new Numbered(topic, taken.getAndIncrement(topic));
        times.set(place(event), System.nanoTime());
        return event;
    }

    /** When an event was published that is not old, as {@link System#nanoTime()} says. */
    long time(Numbered event) {
        return times.get(place(event));
    }

    private static int place(Numbered event) {
        return event.topic() * REMEMBERED + (int) (event.number() % REMEMBERED);
    }

    /** The hub has said that it has this event, and all before it that are not unsure. */
    void answered(Numbered event) {
        answered.set(event.topic(), event.number() + 1);
    }

    /** How many events of each topic the hub has answered for. */
    long[] answered() {
        return IntStream.range(0, topics()).mapToLong(answered::get).toArray();
    }

    /** How many events of each topic there are. */
    long[] takenOfEach() {
        return IntStream.range(0, topics()).mapToLong(taken::get).toArray();
    }

    /** How many events of a topic there are. */
    long taken(int topic) {
        return taken.get(topic);
    }

    /** How many there are in all. */
    long taken() {
        long sum = 0;
        for (int i = 0; i < topics(); i++) {
            sum += taken(i);
        }
        return sum;
    }

    /** Nobody knows whether the hub has this event. */
    void unsure(Numbered event) {
        synchronized (unsure) {
            unsure[event.topic()].set((int) event.number());
        }
    }

    /** How many of these nobody knows of. */
    int unsure(int topic, BitSet numbers) {
        synchronized (unsure) {
            BitSet both = (BitSet) unsure[topic].clone();
            both.and(numbers);
            return both.cardinality();
        }
    }

    /** Whether nobody knows of any from one number to another, exclusively. */
    boolean allUnsure(int topic, long from, long to) {
        synchronized (unsure) {
            return unsure[topic].nextClearBit((int) from) >= to;
        }
    }
}
