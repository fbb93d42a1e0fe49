package dev.crier.sources.counter;

import dev.crier.testkit.EventSourceContract;
import java.util.Map;

/** The counter keeps the contract of sources. */
class CounterSourceContractTest extends EventSourceContract {

    @Override
    protected Class<CounterSource> source() {
        return CounterSource.class;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("topic", "counter");
    }

    @Override
    public Map<String, ?> badSettings() {
        return Map.of("topic", "hub/counter", "every", "0s");
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
