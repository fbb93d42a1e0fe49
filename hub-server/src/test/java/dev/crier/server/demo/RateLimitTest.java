package dev.crier.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final Ticks clock = new Ticks();
    private final RateLimit<String> limit = new RateLimit<>(clock, 3, 1_000);

    /** A clock that is moved by hand. */
    private static final class Ticks extends Clock {

        private long now = 1_000_000;

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private void takeAll(String address) {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(address)).isZero();
        }
    }

    @Test
    void so_many_at_once_and_then_one_after_each_interval() {
        takeAll("a");
        assertThat(limit.take("a")).isEqualTo(1_000);
        clock.now += 400;
        assertThat(limit.take("a")).isEqualTo(600);
        clock.now += 600;
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(1_000);
    }

    @Test
    void who_waits_long_may_do_as_many_at_once_again_and_no_more() {
        takeAll("a");
        clock.now += 1_000_000;
        takeAll("a");
        assertThat(limit.take("a")).isPositive();
    }

    @Test
    void addresses_do_not_share() {
        takeAll("a");
        takeAll("b");
    }

    @Test
    void a_refusal_costs_nothing() {
        takeAll("a");
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take("a")).isEqualTo(1_000);
        }
    }
}
