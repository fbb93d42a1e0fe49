package dev.crier.sources.stocks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What a market says of one symbol at one moment. Immutable.
 *
 * @param symbol what is traded
 * @param price the last trade, in cents
 * @param volume how many shares were traded since the tick before
 * @param bid what is offered for a share, in cents; at most the price
 * @param ask what is asked for a share, in cents; at least the price
 * @param open the day's first price, in cents
 * @param high the day's highest price, in cents
 * @param low the day's lowest price, in cents
 * @param halted whether trading is halted: no volume, and the price and the book stand still
 */
record Tick(
        String symbol, long price, long volume, long bid, long ask, long open, long high, long low, boolean halted) {

    /** How the price moved since the day's open, in cents. */
    long change() {
        return price - open;
    }

    /** The same a tick later, while trading is halted. */
    Tick still() {
        return new Tick(symbol, price, 0, bid, ask, open, high, low, true);
    }

    /** The event's data; prices in units of 100 cents. */
    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("symbol", symbol)
                .put("price", units(price))
                .put("change", units(change()))
                .put("volume", volume)
                .put("bid", units(bid))
                .put("ask", units(ask))
                .put("open", units(open))
                .put("high", units(high))
                .put("low", units(low))
                .put("halted", halted)
                .toString();
    }

    private static double units(long cents) {
        return cents / 100.0;
    }
}
