package dev.crier.redis;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens between a hub and the engine. Written by the log's context, read on any thread. */
final class LogTally {

    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong resent = new AtomicLong();
    private final AtomicLong histories = new AtomicLong();
    private volatile int pending;
    private volatile long pendingBytes;

    void pending(PendingAppends appends) {
        pending = appends.count();
        pendingBytes = appends.bytes();
    }

    void resent(int appends) {
        resent.addAndGet(appends);
    }

    void reconnected() {
        reconnects.incrementAndGet();
    }

    void otherHistory() {
        histories.incrementAndGet();
    }

    RedisLogCounts now() {
        return new RedisLogCounts(pending, pendingBytes, resent.get(), reconnects.get(), histories.get());
    }
}
