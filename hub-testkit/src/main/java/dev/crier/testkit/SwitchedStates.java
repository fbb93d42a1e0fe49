package dev.crier.testkit;

import dev.crier.core.source.SourceStates;
import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The states of sources, which a test can silence, so that nothing asked of them is answered, or have refuse what is put.
 * Safe on any thread.
 */
final class SwitchedStates implements SourceStates {

    private final SourceStates states = SourceStates.inMemory();
    private final Map<String, SourceState> switched = new ConcurrentHashMap<>();
    private final Gate gate = new Gate();
    private volatile boolean refusing;
    private volatile boolean refused;

    /** Answers nothing any more, until it is switched on. */
    void silence() {
        gate.shut();
    }

    /** Keeps nothing any more and says so, until it is switched on. */
    void refuse() {
        refused = false;
        refusing = true;
    }

    /** Whether it had something to refuse since it was told to. */
    boolean refused() {
        return refused;
    }

    /** Works as usual again. */
    void switchOn() {
        refusing = false;
        gate.open();
    }

    @Override
    public SourceState of(String source) {
        return switched.computeIfAbsent(source, name -> switched(states.of(name)));
    }

    private SourceState switched(SourceState state) {
        return new SourceState() {
            @Override
            public Future<Optional<String>> get(String key) {
                return gate.pass(() -> state.get(key));
            }

            @Override
            public Future<Void> put(Map<String, String> values) {
                return gate.pass(() -> putOrRefuse(values));
            }

            private Future<Void> putOrRefuse(Map<String, String> values) {
                if (refusing) {
                    refused = true;
                    return Future.failedFuture(new IOException("the contract has the state refuse what is put"));
                }
                return state.put(values);
            }
        };
    }
}
