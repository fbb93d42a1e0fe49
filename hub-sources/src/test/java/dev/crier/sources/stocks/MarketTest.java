package dev.crier.sources.stocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class MarketTest {

    private static final int TICKS_A_DAY = 240;

    private static StocksSettings settings(long seed, double volatility, double correlation, double halts) {
        return new StocksSettings(
                Topic.of("stocks"),
                List.of("ACME", "DUKE", "NOVA"),
                Duration.ofMillis(250),
                seed,
                Duration.ofMillis(250 * TICKS_A_DAY),
                volatility,
                correlation,
                halts);
    }

    private static List<List<Tick>> series(StocksSettings settings, int ticks) {
        Market market = new Market(settings);
        return Stream.generate(market::next).limit(ticks).toList();
    }

    private static List<Tick> of(String symbol, List<List<Tick>> series) {
        return series.stream()
                .flatMap(List::stream)
                .filter(tick -> tick.symbol().equals(symbol))
                .toList();
    }

    @Property(tries = 200)
    void every_tick_is_consistent(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.01, max = 5) double volatility,
            @ForAll @DoubleRange(max = 0.95) double correlation,
            @ForAll @DoubleRange(max = 20) double halts) {
        for (List<Tick> ticks : series(settings(seed, volatility, correlation, halts), 3 * TICKS_A_DAY)) {
            for (Tick tick : ticks) {
                assertThat(tick.bid()).isPositive().isLessThan(tick.ask());
                assertThat(tick.price()).isBetween(tick.bid(), tick.ask()).isBetween(tick.low(), tick.high());
                assertThat(tick.open()).isBetween(tick.low(), tick.high());
                assertThat(tick.volume()).isNotNegative();
                assertThat(tick.change()).isEqualTo(tick.price() - tick.open());
            }
        }
    }

    @Property(tries = 50)
    void the_same_seed_gives_the_same_series_and_another_seed_another(@ForAll long seed) {
        StocksSettings settings = settings(seed, 0.3, 0.4, 0.5);
        assertThat(series(settings, 500)).isEqualTo(series(settings, 500));
        assertThat(series(settings, 500)).isNotEqualTo(series(settings(seed + 1, 0.3, 0.4, 0.5), 500));
    }

    @Property(tries = 20)
    void a_symbol_ticks_the_same_whatever_else_is_traded(@ForAll long seed) {
        StocksSettings three = settings(seed, 0.3, 0.4, 0.5);
        StocksSettings one =
                new StocksSettings(three.topic(), List.of("DUKE"), three.every(), seed, three.day(), 0.3, 0.4, 0.5);

        assertThat(of("DUKE", series(one, 500))).isEqualTo(of("DUKE", series(three, 500)));
    }

    @Property(tries = 50)
    void a_halted_symbol_has_no_volume_and_its_price_and_book_stand_still(@ForAll long seed) {
        List<Tick> ticks = of("ACME", series(settings(seed, 0.3, 0.4, 10), 5 * TICKS_A_DAY));
        assertThat(ticks).anyMatch(Tick::halted).anyMatch(tick -> !tick.halted());
        for (int i = 1; i < ticks.size(); i++) {
            if (ticks.get(i).halted()) {
                assertThat(ticks.get(i)).isEqualTo(ticks.get(i - 1).still());
                assertThat(ticks.get(i).volume()).isZero();
            }
        }
    }

    @Test
    void without_halts_trading_is_never_halted() {
        assertThat(of("ACME", series(settings(7, 0.3, 0.4, 0), 50 * TICKS_A_DAY)))
                .noneMatch(Tick::halted);
    }

    @Test
    void a_day_begins_with_its_own_open_high_and_low_and_then_only_widens() {
        List<Tick> ticks = of("ACME", series(settings(7, 0.3, 0.4, 0.5), 10 * TICKS_A_DAY));
        for (int i = 0; i < ticks.size(); i++) {
            Tick tick = ticks.get(i);
            if (i % TICKS_A_DAY == 0) {
                assertThat(List.of(tick.open(), tick.high(), tick.low())).containsOnly(tick.price());
                assertThat(tick.change()).isZero();
                assertThat(tick.halted()).isFalse();
            } else {
                Tick before = ticks.get(i - 1);
                assertThat(tick.open()).isEqualTo(before.open());
                assertThat(tick.high()).isEqualTo(Math.max(before.high(), tick.price()));
                assertThat(tick.low()).isEqualTo(Math.min(before.low(), tick.price()));
            }
        }
    }

    @Test
    void prices_move_together_as_much_as_is_asked_for() {
        assertThat(correlation(settings(11, 0.5, 0.6, 0))).isBetween(0.45, 0.75);
        assertThat(correlation(settings(11, 0.5, 0.2, 0))).isBetween(0.1, 0.3);
        assertThat(correlation(settings(11, 0.5, 0, 0))).isCloseTo(0, offset(0.05));
    }

    /** Over whole days, so that what a price jumps between bid and ask doesn't count. */
    private static double correlation(StocksSettings settings) {
        List<List<Tick>> series = series(settings, 1_000 * TICKS_A_DAY);
        return correlation(dailyReturns(of("ACME", series)), dailyReturns(of("DUKE", series)));
    }

    private static List<Double> dailyReturns(List<Tick> ticks) {
        List<Double> returns = new ArrayList<>();
        for (int day = 0; day < ticks.size() / TICKS_A_DAY; day++) {
            Tick close = ticks.get((day + 1) * TICKS_A_DAY - 1);
            returns.add(Math.log((double) close.price() / close.open()));
        }
        return returns;
    }

    private static double correlation(List<Double> a, List<Double> b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.size(); i++) {
            ab += (a.get(i) - meanA) * (b.get(i) - meanB);
            aa += (a.get(i) - meanA) * (a.get(i) - meanA);
            bb += (b.get(i) - meanB) * (b.get(i) - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void prices_move_as_much_in_a_year_as_is_asked_for() {
        List<Double> returns = dailyReturns(of("ACME", series(settings(5, 0.3, 0.4, 0), 1_000 * TICKS_A_DAY)));
        double mean = mean(returns);
        double variance = returns.stream()
                .mapToDouble(r -> (r - mean) * (r - mean))
                .average()
                .orElseThrow();

        assertThat(Math.sqrt(variance * 252)).isBetween(0.3 * 0.6, 0.3 * 1.5);
    }

    @Test
    void volume_is_highest_at_the_open_and_the_close() {
        List<Tick> ticks = of("ACME", series(settings(3, 0.3, 0.4, 0), 200 * TICKS_A_DAY));
        assertThat(volume(ticks, 0, 24)).isGreaterThan(2 * volume(ticks, 108, 132));
        assertThat(volume(ticks, 216, 240)).isGreaterThan(2 * volume(ticks, 108, 132));
    }

    private static long volume(List<Tick> ticks, int from, int to) {
        long volume = 0;
        for (int i = 0; i < ticks.size(); i++) {
            int ofDay = i % TICKS_A_DAY;
            volume += ofDay >= from && ofDay < to ? ticks.get(i).volume() : 0;
        }
        return volume;
    }

    @Test
    void prices_stay_within_what_people_trade_at_for_decades() {
        Market market = new Market(settings(9, 2, 0.4, 0.5));
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 6_000 * TICKS_A_DAY; i++) {
            for (Tick tick : market.next()) {
                least = Math.min(least, tick.price());
                most = Math.max(most, tick.price());
            }
        }
        assertThat(least).isGreaterThan(100);
        assertThat(most).isLessThan(300_000);
    }

    @Test
    void a_tick_is_written_as_json() throws Exception {
        Tick tick = new Tick("ACME", 12_345, 678, 12_340, 12_346, 12_500, 12_600, 12_300, false);
        JsonNode json = new ObjectMapper()
                .readTree("{\"symbol\":\"ACME\",\"price\":123.45,\"change\":-1.55,\"volume\":678,\"bid\":123.4,"
                        + "\"ask\":123.46,\"open\":125.0,\"high\":126.0,\"low\":123.0,\"halted\":false}");

        assertThat(new ObjectMapper().readTree(tick.json())).isEqualTo(json);
    }

    /** Written down once, so that no JVM and no change of ours makes another market of the demo's seed unnoticed. */
    @Test
    void the_series_of_a_seed_is_the_same_on_every_jvm() {
        List<Tick> ticks = of("ACME", series(settings(42, 0.3, 0.4, 0.5), 10_000));
        assertThat(ticks).extracting(Tick::price).startsWith(15_721L, 15_780L, 15_779L, 15_792L, 15_791L);
        assertThat(ticks.get(9_999))
                .isEqualTo(new Tick("ACME", 14_129, 17_696, 14_123, 14_129, 13_842, 14_129, 13_766, false));
    }
}
