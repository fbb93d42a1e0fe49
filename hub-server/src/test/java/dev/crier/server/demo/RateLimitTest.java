package dev.crier.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // which overflows on the way
    private final RateLimit<String> limit = new RateLimit<>(now::get, 3, Duration.ofSeconds(1));

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
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
        pass(400);
        assertThat(limit.take("a")).isEqualTo(600);
        pass(600);
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(1_000);
    }

    @Test
    void who_waits_long_may_do_as_many_at_once_again_and_no_more() {
        takeAll("a");
        pass(1_000_000);
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
