package dev.crier.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PressureTest {

    private final AtomicReference<Double> used = new AtomicReference<>(0.9);
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // which overflows on the way
    private final AtomicReference<Double> old = new AtomicReference<>(0.0);
    private final Pressure pressure = new Pressure(85, used::get, old::get, now::get);
    private final List<Long> collections = new ArrayList<>();

    /** When it asked for a collection, in seconds from the beginning. */
    private List<Long> collectionsWithin(Duration time) {
        long begin = now.get();
        for (long millis = 0; millis <= time.toMillis(); millis += Pressure.EVERY_MILLIS) {
            now.set(begin + Duration.ofMillis(millis).toNanos());
            pressure.look(
                    () -> collections.add(Duration.ofNanos(now.get() - begin).toSeconds()));
        }
        return collections;
    }

    @Test
    void collections_that_do_not_help_become_rare() {
        assertThat(collectionsWithin(Duration.ofMinutes(35)))
                .containsExactly(0L, 15L, 45L, 105L, 225L, 465L, 945L, 1_545L);
        assertThat(pressure.high()).isTrue();
    }

    @Test
    void many_old_objects_of_which_nothing_is_known_yet_are_a_reason_too() {
        used.set(0.0);
        old.set(0.85);
        assertThat(collectionsWithin(Duration.ofMinutes(1))).isEmpty();
        old.set(0.86);
        assertThat(collectionsWithin(Duration.ofSeconds(14))).containsExactly(0L);
        assertThat(pressure.high()).isFalse();
        used.set(0.86); // they were alive
        collectionsWithin(Duration.ZERO);
        assertThat(pressure.high()).isTrue();
    }

    @Test
    void after_a_while_with_memory_they_come_at_once_again() {
        collectionsWithin(Duration.ofMinutes(5));
        used.set(0.5);
        collections.clear();
        assertThat(collectionsWithin(Duration.ofMinutes(1))).isEmpty();
        assertThat(pressure.high()).isFalse();
        used.set(0.9);
        assertThat(collectionsWithin(Duration.ofSeconds(20))).containsExactly(0L, 15L);
    }

    @Test
    void while_they_help_they_are_no_more_often_than_at_first() {
        for (int i = 0; i < 3; i++) {
            collections.clear();
            used.set(0.9);
            assertThat(collectionsWithin(Duration.ofSeconds(1)).size()).isEqualTo(i == 0 ? 1 : 0);
            used.set(0.5);
            collectionsWithin(Duration.ofSeconds(1));
        }
    }
}
