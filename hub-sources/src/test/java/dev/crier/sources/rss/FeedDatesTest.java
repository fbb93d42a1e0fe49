package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedDatesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tue, 03 Mar 2026 10:05:00 +0000 | 2026-03-03T10:05:00Z",
                "Tue, 03 Mar 2026 10:05:00 GMT | 2026-03-03T10:05:00Z",
                "Tue, 3 Mar 2026 10:05 Z | 2026-03-03T10:05:00Z",
                "3 Mar 26 10:05:00 UT | 2026-03-03T10:05:00Z",
                "03 Mar 99 10:05:00 UTC | 1999-03-03T10:05:00Z",
                "Tuesday, 03 March 2026 10:05:00 EST | 2026-03-03T15:05:00Z",
                "Mon, 03 Mar 2026 10:05:00 PDT | 2026-03-03T17:05:00Z",
                "Tue, 03 Mar 2026 10:05:00 CET | 2026-03-03T09:05:00Z",
                "Tue, 03 Mar 2026 10:05:00 +01:30 | 2026-03-03T08:35:00Z",
                "Tue, 03 Mar 2026 10:05:00 GMT+0100 | 2026-03-03T09:05:00Z",
                "Tue, 03 Mar 2026 10:05:00 +0100 (CET) | 2026-03-03T09:05:00Z",
                "Tue, 03 Mar 2026 10:05:00 | 2026-03-03T10:05:00Z",
                "Tue, 03 Mar 2026 23:59:60 GMT | 2026-03-03T23:59:59Z",
                "Tue, 03 Mar 2026 | 2026-03-03T00:00:00Z",
                "Tue, 03-Mar-2026 10:05:00 GMT | 2026-03-03T10:05:00Z",
                "tue, 03 mar 2026 10:05:00 gmt | 2026-03-03T10:05:00Z",
                "2026-03-03T10:05:00Z | 2026-03-03T10:05:00Z",
                "2026-03-03T10:05:00.123456789+02:00 | 2026-03-03T08:05:00.123456789Z",
                "2026-03-03T10:05:00,5-0500 | 2026-03-03T15:05:00.500Z",
                "2026-03-03T10:05+01 | 2026-03-03T09:05:00Z",
                "2026-03-03 10:05:00 | 2026-03-03T10:05:00Z",
                "2026-03-03 10:05:00 UTC | 2026-03-03T10:05:00Z",
                "2026-03-03 | 2026-03-03T00:00:00Z",
                "2026-03 | 2026-03-01T00:00:00Z",
                "2026 | 2026-01-01T00:00:00Z",
                "20260303T100500Z | 2026-03-03T10:05:00Z",
                "'  2026-03-03T10:05:00Z  ' | 2026-03-03T10:05:00Z",
            })
    void theDatesOfFeedsAreRead(String written, Instant expected) {
        assertThat(FeedDates.parse(written.replace("'", ""))).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "32 Mar 2026 10:05:00 GMT",
                "3 Foo 2026 10:05:00 GMT",
                "2026-13-01",
                "2026-02-30T10:00:00Z",
                "0000-01-01",
                "Tue, 03 Mar 2026 25:05:00 GMT",
                "Tue, 03 Mar 2026 10:05:00 +9999",
            })
    void whatIsNoDateIsNone(String written) {
        assertThat(FeedDates.parse(written)).isEmpty();
    }

    @Property
    void whatIsWrittenByTheRulesIsReadExactly(
            @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
            @ForAll @LongRange(min = -14, max = 14) long hours) {
        Instant time = Instant.ofEpochSecond(second);
        ZoneOffset zone = ZoneOffset.ofHours((int) hours);

        assertThat(FeedDates.parse(time.toString())).contains(time);
        assertThat(FeedDates.parse(time.atOffset(zone).toString())).contains(time);
        assertThat(FeedDates.parse(DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(zone))))
                .contains(time);
        assertThat(FeedDates.parse(DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss xx", Locale.ROOT)
                        .format(time.atOffset(zone))))
                .contains(time);
    }

    @Property
    void noTextMakesItFail(@ForAll @StringLength(max = 120) String text) {
        assertThat(FeedDates.parse(text)).isNotNull();
    }
}
