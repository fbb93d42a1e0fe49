package dev.crier.core.log;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
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
import java.security.SecureRandom;
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
 * {@link MemoryHistory}), so neither ever waits for the other.
 */
public final class MemoryEventLog implements EventLog {

    private static final long EVICTION_PERIOD = 1_000;
    private static final int EPOCH_LENGTH = 10;

    private final Vertx vertx;
    private final Clock clock;
    private final MemoryHistory history;
    private final IdempotencyStore idempotency;
    private final MemoryLeases leases;
    private @Nullable Tail tail;
    private long head;
    private Instant lastTime = Instant.EPOCH;
    private long evictionTimer = -1;
    private volatile boolean closed;

    /** Makes a log that is empty and not started. */
    public MemoryEventLog(Vertx vertx, MemoryLogOptions options, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.history = new MemoryHistory(options);
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
        return Future.succeededFuture(Lineage.of(newEpoch(), 0));
    }

    private static String newEpoch() {
        StringBuilder epoch = new StringBuilder(EPOCH_LENGTH);
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < EPOCH_LENGTH; i++) {
            epoch.append(Character.forDigit(random.nextInt(36), 36));
        }
        return epoch.toString();
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
        LogRecord log = history.append(++head, draft, now);
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
        return onWorker(() -> history.read(filter, after, upTo, maxEvents, maxBytes));
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
