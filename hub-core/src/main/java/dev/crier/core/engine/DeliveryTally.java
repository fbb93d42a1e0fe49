package dev.crier.core.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the fan-out of one event loop has done: counted for each pass over an audience, not for each of its members. Written by
 * that loop, read by any thread.
 */
final class DeliveryTally {

    private final Tally events = new Tally();
    private final Tally bytes = new Tally();
    private final Tally replayedEvents = new Tally();
    private final Tally wholeReplays = new Tally();
    private final Tally gappedReplays = new Tally();
    private final Tally catchingUp = new Tally();
    private final Tally slow = new Tally();
    private final Map<Gap.Reason, Tally> gaps = new EnumMap<>(Gap.Reason.class);
    private final AtomicLongArray latencies = new AtomicLongArray(Latencies.BOUNDS.size() + 1);
    private final Tally latencySum = new Tally();

    DeliveryTally() {
        for (Gap.Reason reason : Gap.Reason.values()) {
            gaps.put(reason, new Tally());
        }
    }

    // ---- the loop

    /** A part of a pass was written. */
    void passed(Pass pass, int members, long written) {
        events.add((long) members * pass.events());
        bytes.add(written);
    }

    /** The last member of a pass got it; its first event had its place at a time of {@link System#nanoTime()}. */
    void delivered(long since) {
        long nanos = Math.max(0, System.nanoTime() - since);
        int bucket = Latencies.bucket(nanos);
        latencies.setOpaque(bucket, latencies.getPlain(bucket) + 1);
        latencySum.add(nanos);
    }

    /** One subscription alone got something. */
    void sent(int held, long written) {
        events.add(held);
        replayedEvents.add(held);
        bytes.add(written);
    }

    void gap(Gap.Reason reason) {
        of(reason).add(1);
    }

    /** A stream that asked for a part of the history has got it. */
    void replayed(boolean whole) {
        (whole ? wholeReplays : gappedReplays).add(1);
    }

    /** So many subscriptions aren't up to date. */
    void catchingUp(int now) {
        catchingUp.set(now);
    }

    /** So many subscriptions have readers that leave their sockets full. */
    void slow(int now) {
        slow.set(now);
    }

    private Tally of(Gap.Reason reason) {
        return Objects.requireNonNull(gaps.get(reason));
    }

    // ---- everybody

    long events() {
        return events.get();
    }

    long bytes() {
        return bytes.get();
    }

    long replayedEvents() {
        return replayedEvents.get();
    }

    long replays(boolean whole) {
        return (whole ? wholeReplays : gappedReplays).get();
    }

    long gaps(Gap.Reason reason) {
        return of(reason).get();
    }

    long catchingUp() {
        return catchingUp.get();
    }

    long slow() {
        return slow.get();
    }

    long latency(int bucket) {
        return latencies.getOpaque(bucket);
    }

    long latencySum() {
        return latencySum.get();
    }
}
