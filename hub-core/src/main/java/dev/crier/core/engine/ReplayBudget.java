package dev.crier.core.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many pages are read from the log at a time, over the whole hub, so that a storm of reconnects can't starve the
 * subscribers who stayed. Those who wait are served in turn, a page each, and there may be a bound on how many wait; who asks much
 * waits behind their own. A read that isn't answered in time has failed, and no longer keeps the others waiting. Safe on any
 * thread.
 */
final class ReplayBudget {

    /** Of those who ask all the same way. */
    private static final Object ANYBODY = new Object();

    private final FairQueue<Runnable> queue;
    private final Duration patience;
    private int free;
    private boolean serving;

    /**
     * Makes a budget for readers of whom each waits for one page at a time, so that there is a bound on how many wait.
     *
     * @param pages the most pages that are read at a time
     * @param patience how long a read may take
     */
    ReplayBudget(int pages, Duration patience) {
        this(pages, patience, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Makes a budget.
     *
     * @param pages the most pages that are read at a time
     * @param patience how long a read may take
     * @param mostWaiting how many reads may wait for their turn; one more fails with a {@link BusyException}
     * @param share how many of them may be of one asker
     */
    ReplayBudget(int pages, Duration patience, int mostWaiting, int share) {
        this.free = pages;
        this.patience = patience;
        this.queue = new FairQueue<>(mostWaiting, share);
    }

    /** Runs a read when its turn comes. */
    <T> Future<T> read(Supplier<Future<T>> read) {
        return read(ANYBODY, read);
    }

    /** Runs a read when the asker's turn comes. */
    <T> Future<T> read(Object asker, Supplier<Future<T>> read) {
        Promise<T> answer = Promise.promise();
        boolean waits = enqueue(
                asker,
                () -> begin(read).onComplete(done -> {
                    giveBack();
                    answer.handle(done);
                    serve();
                }));
        if (!waits) {
            return Future.failedFuture(
                    new BusyException("too many questions about the history wait for an answer; ask again later"));
        }
        serve();
        return answer.future();
    }

    private <T> Future<T> begin(Supplier<Future<T>> read) {
        try {
            return read.get().timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException broken) {
            return Future.failedFuture(broken);
        }
    }

    /** One thread serves at a time, in a loop: reads that are answered at once would otherwise nest without end. */
    private void serve() {
        if (begin()) {
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
        }
    }

    private synchronized boolean begin() {
        boolean first = !serving;
        serving = true;
        return first;
    }

    private synchronized boolean enqueue(Object asker, Runnable read) {
        return queue.add(asker, read);
    }

    private synchronized void giveBack() {
        free++;
    }

    /** The next read, or null, and then nobody serves any more: in one step, so that no read is left behind. */
    private synchronized @Nullable Runnable next() {
        Runnable next = free == 0 ? null : queue.poll();
        if (next == null) {
            serving = false;
        } else {
            free--;
        }
        return next;
    }
}
