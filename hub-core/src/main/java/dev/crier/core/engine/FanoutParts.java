package dev.crier.core.engine;

import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;

/**
 * What the fan-out of one event loop and the catch-ups of its subscriptions share. Only for that loop.
 *
 * @param loop the loop
 * @param log the history
 * @param window its newest part
 * @param budget bounds what is read from the log at a time, over all loops
 * @param options the hub's bounds and times
 * @param joiner joins and compresses frames for this loop
 * @param spare when this loop's catch-ups go on
 * @param tally what this loop has done
 */
record FanoutParts(
        EventLoop loop,
        EventLog log,
        Window window,
        ReplayBudget budget,
        HubOptions options,
        FrameJoiner joiner,
        SpareTime spare,
        DeliveryTally tally) {

    private static final long TICKS_PER_HEARTBEAT = 4;
    private static final long LONGEST_TICK = 1_000;

    /** How often a fan-out looks for silent audiences and stalled readers, in milliseconds. */
    long tick() {
        long often = options.heartbeat().toMillis() / TICKS_PER_HEARTBEAT;
        return Math.max(1, Math.min(LONGEST_TICK, often));
    }

    /** A reader of the log for one catch-up. */
    LogReplay logReplay(Subscription subscription, Lineage lineage) {
        return new LogReplay(log, budget, window, loop, spare, subscription.filter(), lineage, subscription::closed);
    }
}
