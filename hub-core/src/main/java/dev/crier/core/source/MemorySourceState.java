package dev.crier.core.source;

import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** A source's state that ends with the process. Safe on any thread. */
final class MemorySourceState implements SourceState {

    private final StateValues values = new StateValues(Map.of());

    @Override
    public Future<Optional<String>> get(String key) {
        return Future.succeededFuture(values.get(key));
    }

    @Override
    public Future<Void> put(Map<String, String> changes) {
        try {
            values.put(changes);
            return Future.succeededFuture();
        } catch (IllegalArgumentException tooBig) {
            return Future.failedFuture(tooBig);
        }
    }
}
