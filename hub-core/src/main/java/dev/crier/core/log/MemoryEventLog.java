package dev.crier.core.log;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Retained;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The history in memory: fast, bounded, gone with the process. Each start is a new epoch.
 *
 * <p>Appends run on the context that started it, and complete at once; reads run on worker threads and take no lock (see
 * {@link History}), so neither ever waits for the other.
 */
public final class MemoryEventLog implements EventLog {

    private static final long EVICTION_PERIOD = 1_000;

    /** A record, all of it. */
    private record InMemory(LogRecord log) implements Kept {

        @Override
        public long position() {
            return log.position();
        }

        @Override
        public Topic topic() {
            return log.event().topic();
        }

        @Override
        public long cost() {
            return log.event().cost();
        }

        @Override
        public long time() {
            return log.event().time().toEpochMilli();
        }
    }

    private final Vertx vertx;
    private final Clock clock;
    private final History<InMemory> history;
    private final IdempotencyStore idempotency;
    private final MemoryLeases leases;
    private @Nullable Tail tail;
    private long head;
    private Instant lastTime = Instant.EPOCH;
    private long evictionTimer = -1;
    private volatile boolean closed;

    /** Makes a log that is empty and not started. */
    public MemoryEventLog(Vertx vertx, HistoryOptions options, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.history = new History<>(options, gone -> {});
        this.idempotency = new IdempotencyStore(options.idempotencyAge(), options.idempotencyKeys());
        this.leases = new MemoryLeases(clock);
    }

    @Override
    public Future<Lineage> start(Tail newTail) {
        if (closed || tail != null) {
            return Future.failedFuture(new IllegalStateException("a log is started once"));
        }
        tail = newTail;
        evictionTimer = vertx.setPeriodic(EVICTION_PERIOD, timer -> history.evictOld(clock.instant()));
        return Future.succeededFuture(Lineage.of(Epochs.another(), 0));
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        Tail listener = tail;
        if (closed || listener == null) {
            return Future.failedFuture(
                    new PublishException(Reason.OVERLOADED, "the log is not open; nothing was stored"));
        }
        if (draft.fence().present() && !leases.stands(draft.fence())) {
            return Future.failedFuture(PublishException.fenced(draft.fence()));
        }
        Instant now = now();
        boolean once = draft.idempotency().present();
        if (once) {
            try {
                OptionalLong first = idempotency.find(draft, now);
                if (first.isPresent()) {
                    return Future.succeededFuture(new Appended(first.getAsLong(), true));
                }
            } catch (PublishException conflict) {
                return Future.failedFuture(conflict);
            }
        }
        TopicHistory<InMemory> topic = history.topic(draft.topic());
        LogRecord log = new LogRecord(++head, topic.head(), Event.of(draft, topic.topic(), now));
        history.add(topic, new InMemory(log));
        if (once) {
            idempotency.remember(draft, head, now);
        }
        listener.onRecord(log);
        history.evict(log.event().topic(), now);
        return Future.succeededFuture(new Appended(head, false));
    }

    /** In milliseconds' precision; all events of one millisecond share an instance. */
    private Instant now() {
        long millis = clock.millis();
        if (millis != lastTime.toEpochMilli()) {
            lastTime = Instant.ofEpochMilli(millis);
        }
        return lastTime;
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return onWorker(() -> {
            History.Found<InMemory> found = history.read(filter, after, upTo, maxEvents, maxBytes);
            return found.page(found.kept().stream().map(InMemory::log).toList());
        });
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        return onWorker(() -> history.cursorBefore(filter, events));
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return onWorker(() -> history.topics(filter, after, limit));
    }

    private <T> Future<T> onWorker(Callable<T> read) {
        if (closed) {
            return Future.failedFuture(new IllegalStateException("the log is closed"));
        }
        return vertx.executeBlocking(read, false).map(Objects::requireNonNull);
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        if (closed) {
            return Future.failedFuture(new IllegalStateException("the log is closed"));
        }
        return Future.succeededFuture(leases.tryTake(name, ttl));
    }

    @Override
    public Optional<Retained> retained() {
        return Optional.of(history.retained());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(evictionTimer);
        return Future.succeededFuture();
    }
}
