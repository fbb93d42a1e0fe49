package dev.crier.core.log;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Tail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log on disk from its opening to its close: the thread that writes, and two aside, one that syncs and one that compacts.
 * Safe on any thread, but each thread's part is its own.
 */
final class RunningDiskLog {

    private static final Logger LOG = LoggerFactory.getLogger(RunningDiskLog.class);
    private static final long HOUSEKEEPING = 1_000;

    private final Context context;
    private final DiskLogOptions options;
    private final History<StoredRecord> history;
    private final IdempotencyStore idempotency;
    private final MemoryLeases leases;
    private final Clock clock;
    private final Tail tail;
    private final Promise<Void> closed = Promise.promise();
    private final DiskThread thread;
    private final ScheduledThreadPoolExecutor aside = new ScheduledThreadPoolExecutor(2, work -> {
        Thread made = new Thread(work, "crier-log-aside");
        made.setDaemon(true);
        return made;
    });

    // What follows is the log thread's, once it is started.
    private @Nullable SegmentFolder folder;
    private @Nullable DiskWriter disk;
    private @Nullable DiskStore store;
    private @Nullable Compaction compaction;
    /** When one may begin again, as {@link System#nanoTime} has it; later than now once one has failed. */
    private long nextCompaction = System.nanoTime();

    RunningDiskLog(
            Context context,
            DiskLogOptions options,
            History<StoredRecord> history,
            IdempotencyStore idempotency,
            MemoryLeases leases,
            Clock clock,
            Tail tail) {
        this.context = context;
        this.thread = new DiskThread(soon -> context.runOnContext(turn -> soon.run()), this::store, this::end);
        this.options = options;
        this.history = history;
        this.idempotency = idempotency;
        this.leases = leases;
        this.clock = clock;
        this.tail = tail;
    }

    /** Opens the folder, recovers what is there, and begins to work. Blocks. */
    Lineage open(SegmentFolder.Opener opener, String boot) throws IOException {
        SegmentFolder opened = SegmentFolder.open(options.folder(), opener);
        Lineage lineage;
        try {
            Recovery recovery = new Recovery(opened, history, idempotency, boot);
            DiskState recovered = recovery.run();
            history.evictAll(clock.instant());
            DiskWriter writer = DiskWriter.open(opened, options, recovered, recovery.head());
            folder = opened;
            disk = writer;
            store = new DiskStore(writer, history, idempotency, leases, recovery.head(), clock, context, tail);
            lineage = writer.lineage(recovery.head());
        } catch (IOException | RuntimeException failed) {
            aside.shutdown();
            opened.close();
            throw failed;
        }
        thread.start();
        every(HOUSEKEEPING, () -> thread.run(this::keepHouse));
        long sync = options.fsync().every().toSeconds() > Integer.MAX_VALUE
                ? 0
                : options.fsync().every().toMillis();
        if (sync > 0) {
            every(sync, this::sync);
        }
        return lineage;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its executor, and its work never throws
    private void every(long millis, Runnable work) {
        aside.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
    }

    Future<Appended> append(EventDraft draft) {
        return thread.append(draft);
    }

    private void store(List<DiskThread.Pending> drafts) {
        Objects.requireNonNull(store).store(drafts);
        compact();
    }

    private void keepHouse() {
        history.evictOld(clock.instant());
        Objects.requireNonNull(store).probe();
        compact();
    }

    Future<Void> evictOld() {
        Promise<Void> done = Promise.promise();
        boolean taken = thread.run(() -> {
            keepHouse();
            done.complete();
        });
        return taken ? done.future() : Future.succeededFuture();
    }

    private void sync() {
        try {
            Objects.requireNonNull(disk).syncWritten();
        } catch (IOException failed) {
            thread.run(() -> Objects.requireNonNull(store).fail(failed));
        }
    }

    // ---- compaction

    /** Begins a compaction if the files take up much more than what is kept in them. */
    private void compact() {
        SegmentFolder files = Objects.requireNonNull(folder);
        long live = files.live();
        if (compaction != null
                || System.nanoTime() < nextCompaction
                || files.bytes() <= live + live / 2 + options.segmentBytes()) {
            return;
        }
        Compaction next = Compaction.choose(files, history, idempotency, options.segmentBytes(), clock.instant());
        if (next == null) {
            return;
        }
        try {
            Objects.requireNonNull(disk).noteForgotten(history.forgotten());
        } catch (IOException failed) {
            Objects.requireNonNull(store).fail(failed);
            return;
        }
        compaction = next;
        aside.execute(() -> copy(next));
    }

    private void copy(Compaction next) {
        IOException failure = null;
        try {
            next.copy();
        } catch (IOException failed) {
            failure = failed;
        }
        IOException outcome = failure;
        if (!thread.run(() -> finish(next, outcome))) {
            discard(next);
        }
    }

    private void finish(Compaction done, @Nullable IOException failure) {
        compaction = null;
        try {
            if (failure == null) {
                done.apply();
                return;
            }
            throw failure;
        } catch (IOException failed) {
            nextCompaction = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            LOG.error("The log's files could not be compacted; they stay as they are, for a minute at least", failed);
        }
    }

    private static void discard(Compaction unfinished) {
        try {
            unfinished.discard();
        } catch (IOException failed) {
            LOG.warn("A file that was not needed could not be removed", failed);
        }
    }

    // ---- the end

    Future<Void> close() {
        thread.close();
        return closed.future();
    }

    /** The last thing that the log's thread does. */
    private void end() {
        aside.shutdown();
        if (compaction != null) {
            compaction.cancel();
        }
        try {
            if (!aside.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("A compaction of the log's files did not end in time");
            }
            Objects.requireNonNull(disk).close();
        } catch (IOException failed) {
            LOG.error("The log could not be closed in peace; nothing that was acknowledged is lost", failed);
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
        try {
            Objects.requireNonNull(folder).close();
        } catch (IOException failed) {
            LOG.warn("A file of the log could not be closed", failed);
        }
        closed.complete();
    }
}
