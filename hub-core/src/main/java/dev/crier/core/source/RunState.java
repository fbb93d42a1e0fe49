package dev.crier.core.source;

import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A source's durable state for as long as one run lasts: a run that is over can't write over what its successor wrote. */
final class RunState implements SourceState {

    private final SourceRun run;
    private final SourceThread thread;
    private final SourceState state;
    private volatile Future<Void> lastPut = Future.succeededFuture();

    RunState(SourceRun run, SourceThread thread, SourceState state) {
        this.run = run;
        this.thread = thread;
        this.state = state;
    }

    @Override
    public Future<Optional<String>> get(String key) {
        return during(() -> state.get(key));
    }

    @Override
    public Future<Void> put(Map<String, String> values) {
        return during(() -> {
            Future<Void> written = state.put(values);
            lastPut = written;
            return written;
        });
    }

    private <T> Future<T> during(Supplier<Future<T>> access) {
        return run.over() ? Future.failedFuture(run.stoppedException()) : thread.here(access.get());
    }

    /** Completes when the newest put, and so every one, was written or refused. */
    Future<Void> settled() {
        return lastPut.otherwiseEmpty();
    }
}
