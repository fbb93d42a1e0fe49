package dev.crier.core.source;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * The one thread on which a run of a source does everything that its context calls: a worker of its own, shared with
 * nothing, so that a source that blocks it stops nobody else.
 *
 * <p>Safe on any thread. What is handed in after the end is dropped: the source it belonged to is gone.
 */
final class SourceThread {

    private final Context context;
    private final Thread thread;
    private volatile boolean closed;

    /** Must be made on the thread itself. */
    SourceThread(Context context) {
        this.context = context;
        this.thread = Thread.currentThread();
    }

    /** Runs a task after all that was handed in before; an exception of it goes to the context's handler. */
    void execute(Runnable task) {
        if (!closed) {
            context.runOnContext(now -> task.run());
        }
    }

    /** The same future, whose listeners run on this thread. */
    <T> Future<T> here(Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> execute(() -> promise.handle(result)));
        return promise.future();
    }

    /** Takes nothing more; what was handed in before is still done. */
    void close() {
        closed = true;
    }

    /** Interrupts whatever it is doing. */
    void interrupt() {
        thread.interrupt();
    }

    /** What it is doing, for people: its name, and the method it is in. */
    String where() {
        return describe(thread);
    }

    static String describe(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return "thread " + thread.getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
