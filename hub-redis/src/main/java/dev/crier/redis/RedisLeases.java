package dev.crier.redis;

import dev.crier.core.spi.Lease;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Leases in the engine, for all hubs of a cluster. Safe on any thread. */
final class RedisLeases {

    private final Readers readers;
    private final String base;
    private final Optional<Clock> clock;

    RedisLeases(Readers readers, String base, Optional<Clock> clock) {
        this.readers = readers;
        this.base = base;
        this.clock = clock;
    }

    Future<Optional<Lease>> tryTake(String name, Duration ttl) {
        return call("take", name, ttl, "")
                .map(token -> token.isEmpty() ? Optional.empty() : Optional.of(new Held(name, ttl, token)));
    }

    /** Answers the token of the holder, empty if that is another. */
    private Future<String> call(String what, String name, Duration ttl, String token) {
        return readers.ask(wire -> Script.LEASE.run(
                        wire,
                        base,
                        List.of(AppendArguments.time(clock), what, name, String.valueOf(ttl.toMillis()), token)))
                .map(Records::text);
    }

    private final class Held implements Lease {

        private final String name;
        private final Duration ttl;
        private final String token;

        Held(String name, Duration ttl, String token) {
            this.name = name;
            this.ttl = ttl;
            this.token = token;
        }

        @Override
        public long token() {
            return Long.parseLong(token);
        }

        @Override
        public Future<Void> renew() {
            return call("renew", name, ttl, token)
                    .compose(holder -> holder.equals(token)
                            ? Future.succeededFuture()
                            : Future.failedFuture(
                                    new IllegalStateException("the lease '" + name + "' has another holder")));
        }

        @Override
        public Future<Void> release() {
            return call("release", name, ttl, token).mapEmpty();
        }
    }
}
