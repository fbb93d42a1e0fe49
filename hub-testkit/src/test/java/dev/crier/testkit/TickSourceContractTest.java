package dev.crier.testkit;

import dev.crier.core.spi.EventSource;
import java.util.Map;

/** The rules of sources can be kept: the simplest source keeps them. */
class TickSourceContractTest extends EventSourceContract {

    @Override
    protected Class<? extends EventSource<?>> source() {
        return TickSource.class;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("topic", "ticks");
    }

    @Override
    public Map<String, ?> badSettings() {
        return Map.of("topic", "a//b", "every", "0s");
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
