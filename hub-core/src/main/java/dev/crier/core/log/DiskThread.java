package dev.crier.core.log;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.spi.Appended;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a log on disk, and what waits for it: whatever was handed in while it wrote is written together.
 * Safe on any thread.
 */
final class DiskThread {

    private static final Logger LOG = LoggerFactory.getLogger(DiskThread.class);

    /** A draft that waits for its place. */
    record Pending(EventDraft draft, Promise<Appended> answer) {}

    private final Object lock = new Object();
    private final Consumer<Runnable> soon;
    private final Consumer<List<Pending>> store;
    private final Runnable last;
    private final Thread thread = new Thread(this::run, "crier-log");
    private List<Pending> drafts = new ArrayList<>();
    private List<Runnable> errands = new ArrayList<>();
    private boolean waking;
    private boolean closing;

    /**
     * Makes it; it isn't started.
     *
     * @param soon does something once the turn is over in which drafts are handed in
     * @param store stores drafts, never throws
     * @param last what to do when all is done
     */
    DiskThread(Consumer<Runnable> soon, Consumer<List<Pending>> store, Runnable last) {
        this.soon = soon;
        this.store = store;
        this.last = last;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Hands in a draft; the thread is woken when the turn is over, since most often more come in it, and are written with it. */
    Future<Appended> append(EventDraft draft) {
        Promise<Appended> answer = Promise.promise();
        synchronized (lock) {
            if (closing) {
                return Future.failedFuture(closed());
            }
            drafts.add(new Pending(draft, answer));
            if (!waking) {
                waking = true;
                try {
                    soon.accept(this::wake);
                } catch (RuntimeException ended) { // there is no next turn
                    wake();
                }
            }
        }
        return answer.future();
    }

    private void wake() {
        synchronized (lock) {
            waking = false;
            lock.notifyAll();
        }
    }

    static PublishException closed() {
        return new PublishException(Reason.OVERLOADED, "the log is not open; nothing was stored");
    }

    /** Hands in something else to do; false if it's too late. */
    boolean run(Runnable errand) {
        synchronized (lock) {
            if (closing) {
                return false;
            }
            errands.add(errand);
            lock.notifyAll();
            return true;
        }
    }

    /** Takes nothing more; what was handed in is done, and then the last thing. */
    void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
    }

    private void run() {
        List<Pending> taken = new ArrayList<>();
        List<Runnable> toDo = new ArrayList<>();
        while (take(taken, toDo)) {
            toDo.forEach(DiskThread::done);
            toDo.clear();
            if (!taken.isEmpty() && !done(() -> store.accept(taken))) {
                taken.forEach(pending -> pending.answer().tryFail(failed()));
            }
            taken.clear();
        }
        last.run();
    }

    /** The thread goes on whatever happens; false if something did that never should. */
    private static boolean done(Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error unexpected) {
            LOG.error("The log's thread failed at something, and goes on", unexpected);
            return false;
        }
    }

    private static PublishException failed() {
        return new PublishException(Reason.UNAVAILABLE, "the log failed; the event may have been stored");
    }

    /** Waits for something to do; false if nothing will come any more. */
    private boolean take(List<Pending> taken, List<Runnable> toDo) {
        synchronized (lock) {
            while (drafts.isEmpty() && errands.isEmpty() && !closing) {
                try {
                    lock.wait();
                } catch (InterruptedException ignored) {
                    // nobody but this class ends it, and an interrupt would close the file that is written
                    Thread.interrupted();
                }
            }
            taken.addAll(drafts);
            drafts.clear();
            toDo.addAll(errands);
            errands.clear();
            return !(taken.isEmpty() && toDo.isEmpty());
        }
    }
}
