package dev.crier.core.source;

import dev.crier.core.spi.SourceContext.BlockingEmitter;
import dev.crier.core.spi.SourceContext.BlockingLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * All that goes on in one run of a source by itself, its repeated work and its blocking loops, so that all of it can be
 * ended at once.
 *
 * <p>Safe on any thread.
 */
final class RunWork {

    private final SourceRun run;
    private final SourceThread thread;
    private final ClassLoader loader;
    private final List<RepeatedWork> repeated = new ArrayList<>();
    private final List<BlockingThread> loops = new ArrayList<>();
    private int loopsRunning;
    private boolean ended;

    RunWork(SourceRun run, SourceThread thread, ClassLoader loader) {
        this.run = run;
        this.thread = thread;
        this.loader = loader;
    }

    synchronized void repeat(Duration usualWait, Supplier<Future<Duration>> task) {
        if (ended) {
            throw run.stoppedException();
        }
        RepeatedWork work = new RepeatedWork(task, usualWait, thread, run.timing(), run.health(), run.logger());
        repeated.add(work);
        thread.execute(work::run);
    }

    synchronized void loop(BlockingLoop loop, BlockingEmitter emitter) {
        if (ended) {
            throw run.stoppedException();
        }
        String name = SourceRun.THREADS + run.name() + "-loop-" + (loops.size() + 1);
        BlockingThread blocking = new BlockingThread(name, loader, loop, emitter);
        loops.add(blocking);
        loopsRunning++;
        blocking.start().onSuccess(returned -> loopReturned()).onFailure(run::failed);
    }

    private void loopReturned() {
        boolean last;
        synchronized (this) {
            last = --loopsRunning == 0;
        }
        if (last) {
            run.finished();
        }
    }

    /** Ends all of it; completes when no loop runs any more. Runs of repeated work that have begun aren't waited for. */
    synchronized Future<Void> end() {
        ended = true;
        repeated.forEach(RepeatedWork::cancel);
        loops.forEach(BlockingThread::interrupt);
        return gone();
    }

    /** Interrupts the loops again, in case that one caught the first interrupt and went on. */
    synchronized void interrupt() {
        loops.forEach(BlockingThread::interrupt);
    }

    /** Completes when no loop runs any more. */
    synchronized Future<Void> gone() {
        return Future.join(loops.stream().map(BlockingThread::gone).toList()).mapEmpty();
    }

    /** The loops that still run, for people. */
    synchronized List<String> remaining() {
        return loops.stream()
                .filter(loop -> !loop.gone().isComplete())
                .map(BlockingThread::where)
                .toList();
    }
}
