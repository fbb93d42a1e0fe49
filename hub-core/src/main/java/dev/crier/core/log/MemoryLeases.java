package dev.crier.core.log;

import dev.crier.core.Fence;
import dev.crier.core.spi.Lease;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Leases within one process: what a cluster's log gives to one hub of many. Safe on any thread. */
final class MemoryLeases {

    private record Held(long token, Instant until) {}

    private final Clock clock;
    private final Map<String, Held> held = new HashMap<>();
    private long lastToken;

    MemoryLeases(Clock clock) {
        this.clock = clock;
    }

    synchronized Optional<Lease> tryTake(String name, Duration ttl) {
        Held holder = held.get(name);
        if (holder != null && clock.instant().isBefore(holder.until())) {
            return Optional.empty();
        }
        long token = ++lastToken;
        held.put(name, new Held(token, clock.instant().plus(ttl)));
        return Optional.of(new MemoryLease(name, token, ttl));
    }

    /** Whether nobody else has taken the lease since, and it wasn't given back. */
    synchronized boolean stands(Fence fence) {
        Held holder = held.get(fence.lease());
        return holder != null && holder.token() == fence.token();
    }

    private synchronized boolean extend(String name, long token, Duration ttl) {
        Held holder = held.get(name);
        if (holder == null || holder.token() != token) {
            return false;
        }
        held.put(name, new Held(token, clock.instant().plus(ttl)));
        return true;
    }

    private synchronized void giveBack(String name, long token) {
        Held holder = held.get(name);
        if (holder != null && holder.token() == token) {
            held.remove(name);
        }
    }

    private final class MemoryLease implements Lease {

        private final String name;
        private final long token;
        private final Duration ttl;

        MemoryLease(String name, long token, Duration ttl) {
            this.name = name;
            this.token = token;
            this.ttl = ttl;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public Future<Void> renew() {
            return extend(name, token, ttl)
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException("the lease '" + name + "' has another holder"));
        }

        @Override
        public Future<Void> release() {
            giveBack(name, token);
            return Future.succeededFuture();
        }
    }
}
