package dev.crier.core.log;

import dev.crier.core.EventDraft;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The history on disk: it survives the process, and a power cut but for what was not synced.
 *
 * <p>Events lie in {@link Segment} files, where each is found by {@link History}, which is in memory. One thread of the log
 * writes; reads run on worker threads and take no lock. What was acknowledged was written, so that the end of the process loses
 * nothing; what the end of the machine may have lost stands in {@link Lineage#holes}.
 */
public final class DiskEventLog implements EventLog {

    private static final int MOST_READINGS = 100;
    /** By how much the pause before the next reading grows, in nanoseconds. */
    private static final long READING_PAUSE = 1_000_000;

    private final Vertx vertx;
    private final DiskLogOptions options;
    private final Clock clock;
    private final SegmentFolder.Opener opener;
    private final String boot;
    private final History<StoredRecord> history;
    private final IdempotencyStore idempotency;
    private final MemoryLeases leases;
    private boolean startedOnce;
    private volatile @Nullable RunningDiskLog running;

    /** Makes a log that is not started. */
    public DiskEventLog(Vertx vertx, DiskLogOptions options, Clock clock) {
        this(vertx, options, clock, FileChannel::open, DiskState.thisBoot());
    }

    /** The same with another way to open files, in another run of the operating system. */
    DiskEventLog(Vertx vertx, DiskLogOptions options, Clock clock, SegmentFolder.Opener opener, String boot) {
        this.vertx = vertx;
        this.options = options;
        this.clock = clock;
        this.opener = opener;
        this.boot = boot;
        this.history = new History<>(options.history(), StoredRecord::evict);
        this.idempotency = new IdempotencyStore(
                options.history().idempotencyAge(), options.history().idempotencyKeys());
        this.leases = new MemoryLeases(clock);
    }

    @Override
    public Future<Lineage> start(Tail tail) {
        if (startedOnce) {
            return Future.failedFuture(new IllegalStateException("a log is started once"));
        }
        startedOnce = true;
        RunningDiskLog opening =
                new RunningDiskLog(vertx.getOrCreateContext(), options, history, idempotency, leases, clock, tail);
        return vertx.executeBlocking(() -> opening.open(opener, boot), false).map(lineage -> {
            running = opening;
            return Objects.requireNonNull(lineage);
        });
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        RunningDiskLog open = running;
        return open == null ? Future.failedFuture(DiskThread.closed()) : open.append(draft);
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return onWorker(() -> {
            for (int i = 0; i < MOST_READINGS; i++) {
                History.Found<StoredRecord> found = history.read(filter, after, upTo, maxEvents, maxBytes);
                List<LogRecord> records = records(found.kept());
                if (records != null) {
                    return found.page(records);
                }
                LockSupport.parkNanos(i * READING_PAUSE); // the log's thread may have been stopped while it moved one
            }
            throw new IOException("the log's files change faster than they can be read");
        });
    }

    /** What stands at their places; null if some went while they were read. */
    private static @Nullable List<LogRecord> records(List<StoredRecord> kept) throws IOException {
        RecordReader reader = new RecordReader();
        List<LogRecord> records = new ArrayList<>(kept.size());
        for (StoredRecord each : kept) {
            StoredRecord.Place place = each.place();
            if (place == null) {
                return null;
            }
            ByteBuffer bytes;
            try {
                bytes = place.segment().read(place.offset(), each.length());
            } catch (ClosedChannelException moved) {
                return null;
            }
            LogRecord record = record(reader, bytes, each);
            if (record == null) {
                throw new IOException("position " + each.position() + " at byte " + place.offset() + " of "
                        + place.segment().file() + " can't be read");
            }
            records.add(record);
        }
        return records;
    }

    private static @Nullable LogRecord record(RecordReader reader, ByteBuffer bytes, StoredRecord expected)
            throws IOException {
        boolean whole = reader.length(bytes, 0) == expected.length();
        return whole && reader.read(bytes, 0) instanceof Stored.OfEvent event && event.position() == expected.position()
                ? event.record(expected.topic())
                : null;
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
        if (running == null) {
            return Future.failedFuture(new IllegalStateException("the log is not open"));
        }
        return vertx.executeBlocking(read, false).map(Objects::requireNonNull);
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        if (running == null) {
            return Future.failedFuture(new IllegalStateException("the log is not open"));
        }
        return Future.succeededFuture(leases.tryTake(name, ttl));
    }

    @Override
    public Optional<Retained> retained() {
        return Optional.of(history.retained());
    }

    /** Evicts what is too old now, as is done each second; the future completes when it is done. */
    Future<Void> evictOld() {
        RunningDiskLog open = running;
        return open == null ? Future.succeededFuture() : open.evictOld();
    }

    @Override
    public Future<Void> close() {
        RunningDiskLog open = running;
        running = null;
        return open == null ? Future.succeededFuture() : open.close();
    }
}
