package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {

    private final ReconnectDelay delay = new ReconnectDelay(Duration.ofSeconds(2), new Random(1));

    @Test
    void usually_it_is_the_configured_time_and_up_to_half_of_it_more() {
        TreeSet<Duration> seen = new TreeSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(delay.usual());
        }
        assertThat(seen.first()).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_010));
        assertThat(seen.last()).isBetween(Duration.ofMillis(2_990), Duration.ofMillis(3_000));
    }

    @Test
    void the_more_streams_end_at_once_the_wider_they_are_spread() {
        assertThat(latestOf(1)).isBetween(Duration.ofMillis(3_900), Duration.ofMillis(4_000));
        assertThat(latestOf(60_000)).isBetween(Duration.ofSeconds(61), Duration.ofSeconds(62));
    }

    private Duration latestOf(long streams) {
        Duration latest = Duration.ZERO;
        for (int i = 0; i < 10_000; i++) {
            Duration next = delay.farewell(streams);
            assertThat(next).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            latest = next.compareTo(latest) > 0 ? next : latest;
        }
        return latest;
    }

    @Test
    void the_shortest_time_that_can_be_configured_works() {
        ReconnectDelay short_ = new ReconnectDelay(Duration.ofMillis(1), new Random(1));
        assertThat(short_.usual()).isBetween(Duration.ofMillis(1), Duration.ofMillis(2));
    }
}
