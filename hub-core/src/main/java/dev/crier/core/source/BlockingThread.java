package dev.crier.core.source;

import dev.crier.core.spi.SourceContext.BlockingEmitter;
import dev.crier.core.spi.SourceContext.BlockingLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * The thread of a loop that may block, for as long as the loop runs.
 *
 * <p>A platform thread and not a virtual one: virtual threads share a few carriers, and a loop that computes, or blocks in
 * native code, would hold one from all other sources. A daemon, so that a loop that ignores its interrupt can't keep the
 * process. Safe on any thread.
 */
final class BlockingThread {

    private final Promise<Void> ended = Promise.promise();
    private final Thread thread;

    BlockingThread(String name, ClassLoader loader, BlockingLoop loop, BlockingEmitter emitter) {
        thread = new Thread(() -> run(loop, emitter), name);
        thread.setContextClassLoader(loader);
        thread.setDaemon(true);
    }

    private void run(BlockingLoop loop, BlockingEmitter emitter) {
        try {
            loop.run(emitter);
            ended.complete();
        } catch (Throwable thrown) {
            ended.fail(thrown);
        }
    }

    /** Begins the loop; the future completes, on its thread, when it has returned or thrown. */
    Future<Void> start() {
        thread.start();
        return ended.future();
    }

    /** Asks the loop to end. */
    void interrupt() {
        thread.interrupt();
    }

    /** Completes when the loop has ended, however it did. */
    Future<Void> gone() {
        return ended.future().otherwiseEmpty();
    }

    /** What it is doing, for people. */
    String where() {
        return SourceThread.describe(thread);
    }
}
