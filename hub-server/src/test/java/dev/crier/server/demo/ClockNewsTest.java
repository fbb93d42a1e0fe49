package dev.crier.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClockNewsTest {

    private static ClockNews at(long number) {
        return ClockNews.at(number, Instant.ofEpochSecond(number * DemoFeed.INTERVAL));
    }

    @Test
    void an_item_is_a_function_of_its_moment() {
        assertThat(at(89_767_663)).isEqualTo(at(89_767_663));
    }

    @Test
    void items_of_a_day_are_complete_and_of_every_kind() {
        Set<String> categories = new HashSet<>();
        for (long number = 89_767_000; number < 89_767_000 + 4_320; number++) {
            ClockNews news = at(number);
            categories.add(news.category());
            assertThat(news.title()).isNotBlank().hasSizeLessThan(100);
            assertThat(news.summary()).isNotBlank();
            assertThat(news.link()).startsWith("https://");
        }
        assertThat(categories).containsExactlyInAnyOrder("cities", "numbers", "sky", "calendar");
    }

    @Test
    void what_it_says_is_true() {
        assertThat(ClockNews.at(5, Instant.EPOCH).title()).isEqualTo("5 is a prime number");
        assertThat(ClockNews.at(60_001, Instant.EPOCH).title()).isEqualTo("60001 is 29 \u00d7 2069");
        assertThat(ClockNews.at(0, Instant.parse("2026-07-01T00:00:00Z")).title())
                .isEqualTo("It is 09:00 in Tokyo");
        assertThat(ClockNews.at(3, Instant.parse("2026-07-02T12:00:00Z")).title())
                .isEqualTo("50.00000 % of 2026 is over");
        // Full moon of 2026-01-03 10:03 UTC; the mean month is right to within half a day.
        assertThat(ClockNews.at(2, Instant.parse("2026-01-03T10:00:00Z")).title())
                .matches("The moon is lit by (99|100) %");
    }
}
