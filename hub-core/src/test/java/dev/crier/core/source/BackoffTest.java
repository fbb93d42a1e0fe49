package dev.crier.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {

    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(1);

    @Property
    void a_wait_is_never_below_the_minimum_nor_above_the_maximum(
            @ForAll @IntRange(min = 1) int failures, @ForAll @DoubleRange(min = 0, max = 0.99) double chance) {
        assertThat(new Backoff(MIN, MAX, () -> chance).after(failures)).isBetween(MIN, MAX);
    }

    @Property
    void the_range_of_waits_doubles_with_each_failure_until_the_maximum(
            @ForAll @IntRange(min = 1, max = 5) int failures) {
        Backoff longest = new Backoff(MIN, MAX, () -> 1);
        assertThat(longest.after(failures)).isEqualTo(MIN.multipliedBy(1L << failures));
        assertThat(longest.after(failures + 6)).isEqualTo(MAX);
    }
}
