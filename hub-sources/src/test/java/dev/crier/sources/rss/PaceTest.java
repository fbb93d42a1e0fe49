package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    /** A Wednesday. */
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final MultiMap NO_HEADERS = MultiMap.caseInsensitiveMultiMap();

    private static Duration wait(Pace pace, Instant now) {
        return new Timetable(EVERY).afterSuccess(NO_HEADERS, pace, now);
    }

    private static Pace read(String channel) {
        return Feeds.parse("<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>" + channel
                        + "<item><title>x</title></item></channel></rss>")
                .pace();
    }

    @Test
    void withoutWishesTheConfigurationCounts() {
        assertThat(wait(Pace.ANY, NOON)).isEqualTo(EVERY);
    }

    @ParameterizedTest
    @CsvSource({
        "<ttl>60</ttl>, PT1H",
        "<ttl>1</ttl>, PT5M",
        "<ttl>100000</ttl>, PT24H",
        "<ttl>-3</ttl>, PT5M",
        "<ttl>99999999999999</ttl>, PT5M",
        "<sy:updatePeriod>hourly</sy:updatePeriod>, PT1H",
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>, PT30M",
        "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>, PT24H",
        "<sy:updatePeriod>yearly</sy:updatePeriod>, PT24H",
        "<sy:updatePeriod>hourly</sy:updatePeriod><ttl>90</ttl>, PT90M",
        "<skipHours><hour>12</hour><hour>13</hour></skipHours>, PT2H",
        "<skipHours><hour>13</hour></skipHours>, PT5M",
        "<skipDays><day>Wednesday</day></skipDays>, PT12H",
        "<skipDays><day>Wednesday</day><day>thursday</day></skipDays>, PT24H",
        "<skipHours><hour>13</hour></skipHours><ttl>60</ttl>, PT2H",
    })
    void whatTheDocumentWantsPutsOffTheNextReadByADayAtMost(String channel, Duration expected) {
        assertThat(wait(read(channel), NOON)).isEqualTo(expected);
    }

    @Test
    void allHoursOrAllDaysAtOnceAreNoWish() {
        Pace never = Pace.of(Duration.ZERO, IntStream.range(0, 24).boxed().toList(), EnumSet.allOf(DayOfWeek.class));

        assertThat(wait(never, NOON)).isEqualTo(EVERY);
    }

    @Test
    void theTwentyFourthHourIsMidnight() {
        assertThat(Pace.of(Duration.ZERO, List.of(24, 25, -1), List.of()).skipHours())
                .containsExactly(0);
    }

    @Test
    void aLongerConfiguredPeriodIsKept() {
        assertThat(new Timetable(Duration.ofDays(3)).afterSuccess(NO_HEADERS, read("<ttl>1</ttl>"), NOON))
                .isEqualTo(Duration.ofDays(3));
        assertThat(new Timetable(Duration.ofDays(3)).afterFailure(5)).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void aPaceIsKeptAsText() {
        Pace pace = Pace.of(Duration.ofMinutes(61), List.of(3, 4), List.of(DayOfWeek.SUNDAY));

        assertThat(Pace.parse(pace.text())).isEqualTo(pace);
        assertThat(Pace.parse("")).isEqualTo(Pace.ANY);
        assertThat(Pace.parse("every=often")).isEqualTo(Pace.ANY);
        assertThat(Pace.parse("skip-days=CATURDAY")).isEqualTo(Pace.ANY);
    }

    @ParameterizedTest
    @CsvSource({
        "Cache-Control, max-age=3600, PT1H",
        "Cache-Control, 'public, MAX-AGE=\"3600\"', PT1H",
        "Cache-Control, 'no-cache, max-age=3600', PT5M",
        "Cache-Control, no-store, PT5M",
        "Cache-Control, max-age=999999999999999, PT24H",
        "Cache-Control, max-age=x, PT5M",
        "Cache-Control, s-maxage=3600, PT5M",
        "Expires, 'Wed, 04 Mar 2026 13:00:00 GMT', PT1H",
        "Expires, 'Wed, 04 Mar 2026 11:00:00 GMT', PT5M",
        "Expires, 0, PT5M",
        "Expires, 'Wed, 04 Mar 2126 13:00:00 GMT', PT24H",
    })
    void whatTheServerWantsPutsOffTheNextReadByADayAtMost(String name, String value, Duration expected) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(name, value);

        assertThat(new Timetable(EVERY).afterSuccess(headers, Pace.ANY, NOON)).isEqualTo(expected);
    }

    @Test
    void theTimeThatACacheKeptTheDocumentCounts() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Cache-Control", "max-age=3600")
                .add("Age", "1800");

        assertThat(new Timetable(EVERY).afterSuccess(headers, Pace.ANY, NOON)).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void expiresCountsFromTheServersClockAndOnlyWithoutMaxAge() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Date", "Wed, 04 Mar 2020 12:00:00 GMT")
                .add("Expires", "Wed, 04 Mar 2020 14:00:00 GMT");
        assertThat(new Timetable(EVERY).afterSuccess(headers, Pace.ANY, NOON)).isEqualTo(Duration.ofHours(2));

        headers.add("Cache-Control", "max-age=600");
        assertThat(new Timetable(EVERY).afterSuccess(headers, Pace.ANY, NOON)).isEqualTo(Duration.ofMinutes(10));
    }
}
