package dev.crier.testkit;

import dev.crier.core.spi.EventSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** The rules of sources can be kept by one that blocks. */
class LoopSourceContractTest extends EventSourceContract {

    private int said;

    @BeforeEach
    void emptyTheQueue() {
        LoopSource.QUEUE.clear();
    }

    @Override
    protected Class<? extends EventSource<?>> source() {
        return LoopSource.class;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("topic", "queue");
    }

    @Override
    protected void somethingNew() {
        LoopSource.QUEUE.add("message " + said++);
    }
}
