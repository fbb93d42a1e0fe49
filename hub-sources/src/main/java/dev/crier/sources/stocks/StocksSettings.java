package dev.crier.sources.stocks;

import dev.crier.core.InvalidTopicException;
import dev.crier.core.Topic;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Settings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The configuration of one {@code stocks} source.
 *
 * @param topic the topic below which each symbol has its own
 * @param symbols what is traded: 1 to 1000 different segments of a topic
 * @param every the time between two ticks of a symbol, 1ms to 1d
 * @param seed what chance begins with; the same seed and settings give the same series
 * @param day how long a simulated day of trading lasts, 10 ticks to 365d
 * @param volatility how much a price typically moves in a year of 252 days, 0.01 to 5; 0.3 is 30 %
 * @param correlation how much the prices move together, 0 (not at all) to 0.95
 * @param halts how often a day trading in a symbol is halted, 0 to 20 on average
 */
public record StocksSettings(
        @Default("stocks") Topic topic,

        @Default({"ACME", "BOLT", "DUKE", "FERN", "NOVA", "QUAY"})
        List<String> symbols,

        @Default("250ms") Duration every,
        @Default("42") long seed,
        @Default("10m") Duration day,
        @Default("0.3") double volatility,
        @Default("0.4") double correlation,
        @Default("0.5") double halts) {

    private static final int MOST_SYMBOLS = 1_000;
    private static final int FEWEST_TICKS = 10;

    /**
     * Makes the settings.
     *
     * @throws IllegalArgumentException if a value is out of its bounds above, or the topic is the hub's own
     */
    public StocksSettings {
        symbols = List.copyOf(symbols);
        if (topic.reserved()) {
            throw new IllegalArgumentException(
                    "topic is '" + topic + "', which is the hub's own; expected another one, such as stocks");
        }
        if (symbols.isEmpty() || symbols.size() > MOST_SYMBOLS) {
            throw new IllegalArgumentException("symbols has " + symbols.size() + " symbols; expected 1 to "
                    + MOST_SYMBOLS + ", such as [ACME, DUKE]");
        }
        Set<String> seen = new HashSet<>();
        for (String symbol : symbols) {
            checkSymbol(topic, symbol);
            if (!seen.add(symbol)) {
                throw new IllegalArgumentException("symbols has '" + symbol + "' twice");
            }
        }
        within("every", every, Duration.ofMillis(1), Duration.ofDays(1));
        within("day", day, every.multipliedBy(FEWEST_TICKS), Duration.ofDays(365));
        within("volatility", volatility, 0.01, 5);
        within("correlation", correlation, 0, 0.95);
        within("halts", halts, 0, 20);
    }

    private static void checkSymbol(Topic topic, String symbol) {
        try {
            if (symbol.indexOf('/') < 0
                    && !Topic.of(topic + "/" + symbol).path().isEmpty()) {
                return;
            }
        } catch (InvalidTopicException invalid) {
            throw new IllegalArgumentException("symbols: " + invalid.getMessage(), invalid);
        }
        throw new IllegalArgumentException(
                "symbols has '" + symbol + "'; expected one segment of a topic, such as ACME");
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " is " + Settings.text(value) + "; expected "
                    + Settings.text(least) + " to " + Settings.text(most));
        }
    }

    private static void within(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(key + " is " + value + "; expected " + least + " to " + most);
        }
    }

    /** How many ticks a day has. */
    long ticksADay() {
        return day.toNanos() / every.toNanos();
    }

    /** Where a symbol ticks. */
    Topic topic(String symbol) {
        return Topic.of(topic + "/" + symbol);
    }
}
