package dev.crier.sources.stocks;

import java.util.List;
import java.util.Random;

/**
 * A simulated market: some stocks, and a mood that moves all of them. The same settings give the same series. Not
 * thread-safe.
 */
final class Market {

    private final long ticksADay;
    private final Random mood;
    private final List<Stock> stocks;
    private long tick;

    Market(StocksSettings settings) {
        this.ticksADay = settings.ticksADay();
        this.mood = new Random(settings.seed());
        this.stocks = settings.symbols().stream()
                .map(symbol -> new Stock(symbol, settings))
                .toList();
    }

    /** The next tick of every symbol, in the order of the settings. */
    List<Tick> next() {
        double market = mood.nextGaussian();
        long ofDay = tick++ % ticksADay;
        return stocks.stream().map(stock -> stock.next(market, ofDay)).toList();
    }
}
