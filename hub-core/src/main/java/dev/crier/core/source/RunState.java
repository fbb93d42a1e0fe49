package dev.crier.core.source;

import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** A source's durable state for as long as one run lasts: a run that is over can't write over what its successor wrote. */
final class RunState implements SourceState {

    private final SourceRun run;
    private final SourceState state;
    private volatile Future<Void> lastPut = Future.succeededFuture();

    RunState(SourceRun run, SourceState state) {
        this.run = run;
        this.state = state;
    }

    @Override
    public Future<Optional<String>> get(String key) {
        return run.answer(() -> state.get(key));
    }

    @Override
    public Future<Void> put(Map<String, String> values) {
        return run.answer(() -> {
            Future<Void> written = state.put(values);
            lastPut = written;
            return written;
        });
    }

    /** Completes when the newest put, and so every one, was written or refused. */
    Future<Void> settled() {
        return lastPut.otherwiseEmpty();
    }
}
