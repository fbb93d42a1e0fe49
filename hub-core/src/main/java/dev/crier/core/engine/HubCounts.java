package dev.crier.core.engine;

import dev.crier.core.PublishException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * What a hub has counted since it was made, over all event loops. Safe on any thread; each answer is as of now, and two of
 * them need not be of the same moment.
 */
public final class HubCounts {

    private final IntakeTally intake = new IntakeTally();
    private final List<DeliveryTally> loops = new CopyOnWriteArrayList<>();

    HubCounts() {}

    IntakeTally intake() {
        return intake;
    }

    /** The tally of one more event loop. */
    DeliveryTally another() {
        DeliveryTally tally = new DeliveryTally();
        loops.add(tally);
        return tally;
    }

    /** Events that came in, whoever sent them, those that were refused included. */
    public long received() {
        return intake.events();
    }

    /** The bytes of their data; what found no room before it was looked at isn't in it. */
    public long receivedBytes() {
        return intake.bytes();
    }

    /** Events that repeated an earlier one's idempotency key, and weren't stored again. */
    public long deduplicated() {
        return intake.repeated();
    }

    /** Events that weren't stored. */
    public long dropped(PublishException.Reason reason) {
        return intake.refused(reason);
    }

    /** Events that were written to subscribers: one for each subscriber. */
    public long delivered() {
        return sum(DeliveryTally::events);
    }

    /** All bytes that were written to streams, compressed ones as they were sent. */
    public long deliveredBytes() {
        return sum(DeliveryTally::bytes);
    }

    /** How many of the delivered events were sent to one subscriber alone, because it came back, asked for the past, or was slow. */
    public long replayedEvents() {
        return sum(DeliveryTally::replayedEvents);
    }

    /**
     * Streams that asked for a part of the history and have got all there is of it.
     *
     * @param whole whether nothing was missing
     */
    public long replays(boolean whole) {
        return sum(tally -> tally.replays(whole));
    }

    /** Gaps that were announced. */
    public long gaps(Gap.Reason reason) {
        return sum(tally -> tally.gaps(reason));
    }

    /** Subscriptions that aren't up to date at this moment. */
    public long catchingUp() {
        return sum(DeliveryTally::catchingUp);
    }

    /** Subscriptions among them whose readers leave their sockets full; looked at every second or so. */
    public long slow() {
        return sum(DeliveryTally::slow);
    }

    /** From when an event reached the sequencer to when the last member of an audience was written to: one for each pass. */
    public Latencies latencies() {
        List<Long> counts = IntStream.rangeClosed(0, Latencies.BOUNDS.size())
                .mapToObj(bucket -> sum(tally -> tally.latency(bucket)))
                .toList();
        return new Latencies(counts, Duration.ofNanos(sum(DeliveryTally::latencySum)));
    }

    private long sum(ToLongFunction<DeliveryTally> number) {
        return loops.stream().mapToLong(number).sum();
    }
}
