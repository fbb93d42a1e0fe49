package dev.crier.sources.stocks;

import dev.crier.testkit.EventSourceContract;
import java.util.List;
import java.util.Map;

/** The market keeps the contract of sources, with as many symbols as would flood a hub that doesn't hold it back. */
class StocksSourceContractTest extends EventSourceContract {

    @Override
    protected Class<StocksSource> source() {
        return StocksSource.class;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("symbols", List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"));
    }

    @Override
    public Map<String, ?> badSettings() {
        return Map.of(
                "topic", "hub/stocks",
                "symbols", List.of("A/B"),
                "every", "0s",
                "day", "1s",
                "volatility", "0",
                "correlation", "1",
                "halts", "-1");
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
