package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Passes everything on to another log, so that a broken one says only what it breaks. */
class ForwardingLog implements EventLog {

    final EventLog inner;

    ForwardingLog(EventLog inner) {
        this.inner = inner;
    }

    @Override
    public Future<Lineage> start(Tail tail) {
        return inner.start(tail);
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        return inner.append(draft);
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return inner.read(filter, after, upTo, maxEvents, maxBytes);
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        return inner.cursorBefore(filter, events);
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return inner.topics(filter, after, limit);
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        return inner.tryLease(name, ttl);
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }

    /** A tail whose records go another way. */
    static Tail onRecord(Tail tail, BiConsumer<LogRecord, Tail> way) {
        return new Tail() {
            @Override
            public void onRecord(LogRecord record) {
                way.accept(record, tail);
            }

            @Override
            public void onLineage(Lineage lineage) {
                tail.onLineage(lineage);
            }

            @Override
            public void onState(LogState state) {
                tail.onState(state);
            }
        };
    }
}
