package dev.crier.sources.stocks;

import java.util.Random;

/**
 * One symbol of a market: a value that nobody sees, which follows a geometric Brownian motion, and what trading makes of it.
 *
 * <p>Its chance is its own, from the market's seed and its symbol, so it ticks the same whatever else is traded. Not
 * thread-safe. Built on {@link Random} and {@link StrictMath}, whose results are the same on every JVM.
 */
final class Stock {

    private static final double DAYS_A_YEAR = 252;
    private static final double CHEAP = 200;
    private static final double DEAR = 200_000;

    private final String symbol;
    private final StocksSettings settings;
    private final Random random;
    private final double drift;
    private final double volatility;
    private final double loading;
    private final double spread;
    private final double volumeATick;
    private double value;
    private long ticksToHalt;
    private long haltedTicks;
    private Tick last;

    Stock(String symbol, StocksSettings settings) {
        this.symbol = symbol;
        this.settings = settings;
        this.random = new Random(settings.seed() * 0x9E3779B97F4A7C15L + symbol.hashCode());
        this.drift = between(-0.05, 0.15);
        this.volatility = settings.volatility() * between(0.7, 1.4);
        this.loading = Math.min(0.99, StrictMath.sqrt(settings.correlation()) * between(0.85, 1.15));
        this.spread = between(0.0002, 0.001);
        this.volumeATick = between(2e6, 2e7) / settings.ticksADay();
        this.value = 10_000 * StrictMath.exp(between(-1.5, 1.5));
        this.ticksToHalt = ticksToHalt();
        long price = Math.round(value);
        this.last = new Tick(symbol, price, 0, price, price + 1, price, price, price, false);
    }

    /**
     * Ticks once.
     *
     * @param market the move that all stocks share, a standard normal number
     * @param ofDay which tick of the day it is, from 0
     */
    Tick next(double market, long ofDay) {
        double own = random.nextGaussian();
        if (ofDay == 0) {
            value = split(value * StrictMath.exp(0.3 * dailyVolatility() * random.nextGaussian()));
            haltedTicks = 0;
        }
        double years = 1 / (DAYS_A_YEAR * settings.ticksADay());
        double normal = loading * market + StrictMath.sqrt(1 - loading * loading) * own;
        value *= StrictMath.exp(
                (drift - volatility * volatility / 2) * years + volatility * StrictMath.sqrt(years) * normal);
        last = halted() && ofDay > 0 ? last.still() : traded(ofDay, normal);
        return last;
    }

    /** Whether trading is halted now; a halt is called for news, which moves the value while nobody can trade. */
    private boolean halted() {
        if (haltedTicks > 0) {
            haltedTicks--;
            return haltedTicks > 0;
        }
        if (--ticksToHalt > 0) {
            return false;
        }
        ticksToHalt = ticksToHalt();
        haltedTicks = 1 + Math.round(settings.ticksADay() * between(0.01, 0.03));
        value *= StrictMath.exp(dailyVolatility() * random.nextGaussian());
        return true;
    }

    /** Halts come at any time with the same chance, so the time between two is exponential. */
    private long ticksToHalt() {
        double days = -StrictMath.log(1 - random.nextDouble()) / settings.halts();
        return days < 1e6 ? Math.max(2, Math.round(days * settings.ticksADay())) : Long.MAX_VALUE;
    }

    private Tick traded(long ofDay, double normal) {
        double half = value * spread / 2 * shape(ofDay);
        long bid = Math.max(1, (long) Math.floor(value - half));
        long ask = Math.max(bid + 1, (long) Math.ceil(value + half));
        long price = bid + Math.round((ask - bid) * random.nextDouble());
        double busy = 0.5 + 0.6 * Math.abs(normal);
        long volume =
                Math.round(volumeATick * shape(ofDay) * busy * StrictMath.exp(0.5 * random.nextGaussian() - 0.125));
        boolean first = ofDay == 0;
        return new Tick(
                symbol,
                price,
                volume,
                bid,
                ask,
                first ? price : last.open(),
                first ? price : Math.max(last.high(), price),
                first ? price : Math.min(last.low(), price),
                false);
    }

    /** How busy the market is over the day: twice the average at the open and the close, half of it at noon. */
    private double shape(long ofDay) {
        double x = 2.0 * ofDay / settings.ticksADay() - 1;
        return 0.5 + 1.5 * x * x;
    }

    private double dailyVolatility() {
        return volatility / StrictMath.sqrt(DAYS_A_YEAR);
    }

    /** After years of trading a price has grown or shrunk out of proportion; then shares are split, or joined, by ten. */
    private static double split(double value) {
        return value > DEAR ? value / 10 : value < CHEAP ? value * 10 : value;
    }

    private double between(double least, double most) {
        return least + (most - least) * random.nextDouble();
    }
}
