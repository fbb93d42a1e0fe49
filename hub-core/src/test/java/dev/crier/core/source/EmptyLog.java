package dev.crier.core.source;

import dev.crier.core.EventDraft;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history in which nothing ever happened. */
class EmptyLog implements EventLog {

    @Override
    public Future<Lineage> start(Tail tail) {
        return Future.succeededFuture(Lineage.of("test", 0));
    }

    @Override
    public Future<Appended> append(EventDraft event) {
        return Future.failedFuture("nothing ever happens here");
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return Future.succeededFuture(new Page(List.of(), after, Map.of(), 0, false));
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        return Future.succeededFuture(0L);
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
