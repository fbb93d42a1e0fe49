package dev.crier.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarPropertiesTest {

    @Property
    void aDurationReadsWhatItsTextSays(@ForAll @LongRange(min = 0) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Durations.parse(Settings.text(duration))).isEqualTo(duration);
    }

    @Property
    void aSizeReadsWhatItsTextSays(@ForAll @LongRange(min = 0) long bytes) {
        ByteSize size = ByteSize.ofBytes(bytes);

        assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
    }

    @Property
    void roundSizesAndDurationsKeepTheirUnit(@ForAll @LongRange(min = 1, max = 23) long count) {
        for (String unit : List.of("KiB", "MiB", "GiB", "TiB", "KB", "MB", "GB", "TB")) {
            assertThat(ByteSize.parse(count + unit)).hasToString(count + unit);
        }
        for (String unit : List.of("ms", "s", "m", "h", "d")) {
            assertThat(Settings.text(Durations.parse(count + unit))).isEqualTo(count + unit);
        }
    }

    @Property
    void anyOtherTextIsRefusedWithAMessageOfOneLine(@ForAll @StringLength(max = 100) String text) {
        for (Class<?> type : Scalars.KNOWN.keySet()) {
            try {
                assertThat(Scalars.parse(text, type)).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage())
                        .isNotBlank()
                        .hasSizeLessThan(1200)
                        .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202e]");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1MiB, 1048576",
        "64KiB, 65536",
        "512MB, 512000000",
        "4096, 4096",
        "4096B, 4096",
        "0, 0",
        "2 GiB, 2147483648"
    })
    void sizesAreWrittenInBinaryOrDecimalUnits(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "15s, PT15S", "5m, PT5M", "1h, PT1H", "7d, PT168H", "0s, PT0S"})
    void durationsAreWrittenWithTheirUnit(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "15",
                "s",
                "1.5s",
                "-1s",
                "1h30m",
                "PT15S",
                "1y",
                "99999999999999999999s",
                "9000000000000000d"
            })
    void whatIsNoDurationIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "1.5MiB", "-1", "1PB", "99999999TiB", "1 MiB x"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @Test
    void aMisspelledUnitIsAnsweredWithTheRightOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse("16mib"))
                .withMessage("the size '16mib' has no known unit; did you mean 16MiB?");
    }

    @ParameterizedTest
    @CsvSource({"hearbeat, heartbeat", "stall_timeout, stall-timeout", "prot, port", "HOST, host"})
    void theNearestWordHasTheFewestTypingErrors(String written, String meant) {
        assertThat(Nearest.to(written, List.of("host", "port", "heartbeat", "stall-timeout")))
                .contains(meant);
    }

    @Test
    void aWordThatIsNearToNothingHasNoNearest() {
        assertThat(Nearest.to("elephant", List.of("host", "port", "heartbeat"))).isEmpty();
    }
}
