package dev.crier.testkit;

import dev.crier.core.TopicFilter;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Logs that are wrong in what they are asked seldom. */
final class BrokenLives {

    private BrokenLives() {}

    static EventLog hasAlwaysTheSameEpoch(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Lineage> start(Tail tail) {
                return super.start(tail).map(lineage -> Lineage.of("epoch", lineage.head()));
            }
        };
    }

    static EventLog countsOneTooFew(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Long> cursorBefore(TopicFilter filter, int events) {
                return super.cursorBefore(filter, Math.max(0, events - 1));
            }
        };
    }

    static EventLog listsTopicsInAnyOrder(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
                return super.topics(filter, after, limit).map(sorted -> {
                    List<TopicSummary> other = new ArrayList<>(sorted);
                    Collections.reverse(other);
                    return other;
                });
            }
        };
    }

    static EventLog givesALeaseToEverybody(EventLog log) {
        return new ForwardingLog(log) {
            private final AtomicLong holders = new AtomicLong();

            @Override
            public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
                return super.tryLease(name + holders.incrementAndGet(), ttl);
            }
        };
    }
}
