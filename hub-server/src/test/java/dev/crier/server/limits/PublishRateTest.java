package dev.crier.server.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.server.config.PublishLimits;
import dev.crier.server.http.ProblemException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublishRateTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // which overflows on the way
    private final PublishRate rate = new PublishRate(new PublishLimits(10, 3), false, now::get);

    private static void requireRefused(PublishRate.Share share) {
        assertThatThrownBy(share::take).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem().status()).isEqualTo(429);
            assertThat(refusal.problem().headers()).containsEntry("Retry-After", "1");
        });
    }

    @Test
    void a_burst_passes_and_then_one_after_each_interval() {
        PublishRate.Share share = rate.of("a");
        for (int i = 0; i < 3; i++) {
            share.take();
        }
        requireRefused(share);
        for (int i = 0; i < 30; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            share.take();
            requireRefused(share);
        }
    }

    @Test
    void what_is_not_used_adds_up_to_a_burst_and_no_further() {
        PublishRate.Share share = rate.of("a");
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        for (int i = 0; i < 3; i++) {
            share.take();
        }
        requireRefused(share);
    }

    @Test
    void publishers_have_shares_of_their_own() {
        for (int i = 0; i < 3; i++) {
            rate.of("a").take();
        }
        requireRefused(rate.of("a"));
        rate.of("b").take();
    }

    @Test
    void a_batch_that_was_begun_before_its_publisher_was_forgotten_has_no_share_of_its_own() {
        PublishRate.Share batch = rate.of("a");
        batch.take();
        for (int i = 0; i < 10_000; i++) {
            rate.of(i).take();
        }
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        PublishRate.Share elsewhere = rate.of("a"); // which forgets whoever has all they may have
        batch.take();
        elsewhere.take();
        batch.take();
        requireRefused(elsewhere);
        requireRefused(batch);
    }

    @Test
    void of_many_publishers_those_are_forgotten_who_have_all_they_may_have() {
        for (int i = 0; i < 10_000; i++) {
            rate.of(i).take();
        }
        rate.of("busy").take();
        rate.of("busy").take();
        rate.of("busy").take();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(150));
        rate.of("one more").take();
        rate.of("busy").take();
        requireRefused(rate.of("busy"));
    }
}
