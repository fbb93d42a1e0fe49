package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Latencies")
class LatenciesTest {

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long STALL = 5_000 * MILLISECOND;
    private static final int EVENTS = 10_000;
    private static final double RATE = 1_000;

    @Test
    @DisplayName("of a server that stalls are charged for all that was due meanwhile")
    void stall() {
        // A server that answers at once, but stalls for 2 s in the middle of 10 s, before one publisher that waits for
        // it.
        Pace.Rate rate = new Pace.Rate(RATE);
        Latencies latencies = new Latencies();
        latencies.begin(0);
        long free = 0;
        for (int i = 0; i < EVENTS; i++) {
            long due = rate.due(0, i);
            free = answer(Math.max(due, free));
            latencies.record(free, due);
        }
        // The same seen by a client that sends the next event a millisecond after the last, or when that was answered.
        Histogram uncorrected = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        for (long sent = 0; sent < EVENTS * MILLISECOND; sent = Math.max(sent + MILLISECOND, answer(sent))) {
            uncorrected.recordValue(answer(sent) - sent);
        }
        Histogram corrected = uncorrected.copyCorrectedForCoordinatedOmission(MILLISECOND);

        // What was sent late looks fine, and is not.
        assertThat(uncorrected.getValueAtPercentile(99)).isLessThan(MILLISECOND);
        assertThat(latencies.quantiles().p90() * 1_000)
                .isCloseTo((double) corrected.getValueAtPercentile(90), within(30.0 * MILLISECOND));
        assertThat(latencies.quantiles().p99() * 1_000)
                .isCloseTo((double) corrected.getValueAtPercentile(99), within(30.0 * MILLISECOND));
        assertThat(latencies.quantiles().max()).isCloseTo(2_000_000, within(2_000.0));
    }

    private static long answer(long sent) {
        boolean stalls = sent >= STALL && sent < STALL + MILLISECOND;
        return sent + (stalls ? 2_000 * MILLISECOND : MILLISECOND / 100);
    }

    @Test
    @DisplayName("count by when an event was due, so that what comes after the end counts")
    void stretch() {
        Latencies latencies = new Latencies();
        latencies.record(5, 1);
        latencies.begin(100);
        latencies.record(150, 99);
        latencies.record(1_150, 150);
        latencies.end(200);
        latencies.record(9_000, 199);
        latencies.record(9_000, 200);

        assertThat(latencies.quantiles().count()).isEqualTo(2);
        assertThat(latencies.quantiles().max()).isCloseTo(8.8, within(0.01));
    }

    @Test
    @DisplayName("of an open loop count from moments that nothing puts off")
    void due() {
        assertThat(new Pace.Rate(20).due(1_000, 3)).isEqualTo(1_000 + 150 * MILLISECOND);
    }
}
