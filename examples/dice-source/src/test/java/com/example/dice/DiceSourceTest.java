package com.example.dice;

import dev.crier.testkit.EventSourceContract;
import java.util.Map;

/** The die keeps the rules of sources. */
class DiceSourceTest extends EventSourceContract {

    @Override
    protected Class<DiceSource> source() {
        return DiceSource.class;
    }

    /** What would stand in the configuration, without the type. */
    @Override
    protected Map<String, ?> settings() {
        return Map.of("topic", "dice");
    }

    @Override
    public Map<String, ?> badSettings() {
        return Map.of("every", "0s", "sides", 1);
    }
}
