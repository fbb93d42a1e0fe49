package dev.crier.sources.stocks;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;

/**
 * The source {@code stocks}: ticks of a simulated market, each symbol on a topic of its own and with itself as the key.
 *
 * <p>A tick is JSON: {@code symbol}, {@code price}, {@code change} since the day's open, {@code volume} since the tick
 * before, {@code bid}, {@code ask}, the day's {@code open}, {@code high} and {@code low}, and {@code halted}. A tick that the
 * hub doesn't take is gone; the market doesn't wait. Everything runs on the source's own thread.
 */
public final class StocksSource implements EventSource<StocksSettings> {

    @Override
    public String type() {
        return "stocks";
    }

    @Override
    public Class<StocksSettings> settings() {
        return StocksSettings.class;
    }

    @Override
    public Future<Void> start(StocksSettings settings, SourceContext context) {
        Market market = new Market(settings);
        context.every(
                settings.every(),
                () -> context.emitAll(market.next().stream()
                        .map(tick -> EventDraft.of(settings.topic(tick.symbol()), tick.json())
                                .withKey(tick.symbol()))
                        .toList()));
        return Future.succeededFuture();
    }
}
