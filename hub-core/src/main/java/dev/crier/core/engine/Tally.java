package dev.crier.core.engine;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread changes, without the cost of others changing it too, and any thread reads. */
final class Tally {

    private final AtomicLong value = new AtomicLong();

    void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    void set(long now) {
        value.setOpaque(now);
    }

    long get() {
        return value.getOpaque();
    }
}
