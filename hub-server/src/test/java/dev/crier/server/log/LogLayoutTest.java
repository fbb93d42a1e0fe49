package dev.crier.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogLayoutTest {

    private final LogLayout layout = new LogLayout(ZoneOffset.UTC);

    @Test
    void aLineHasTheTimeTheLevelTheShortNameOfTheLoggerAndTheMessage() {
        assertThat(line("dev.crier.core.engine.Sequencer", Level.WARN, "the log is slow", null))
                .isEqualTo("2026-01-02 03:04:05.678 WARN  Sequencer: the log is slow\n");
        assertThat(line("dev.crier.source.my.feed", Level.ERROR, "gone", null))
                .isEqualTo("2026-01-02 03:04:05.678 ERROR source my.feed: gone\n");
    }

    @Test
    void neitherAMessageNorThatOfAnExceptionCanForgeALine() {
        String forged = "x\n2026-01-02 03:04:05.678 INFO  Login: welcome\r\u001b[2J\u202e\u2028";

        assertThat(line("a.B", Level.INFO, forged, null))
                .isEqualTo("2026-01-02 03:04:05.678 INFO  B: x\\n2026-01-02 03:04:05.678 INFO  Login: welcome\\r"
                        + "\\u001b[2J\\u202e\\u2028\n");
        assertThat(line("a.B", Level.INFO, "bad", new IllegalStateException(forged))
                        .lines())
                .allSatisfy(each -> assertThat(each).matches("(2026-.* B: bad| {4}.*)"));
    }

    @Test
    void stackTracesOfAnExceptionAndItsCausesFollowIndented() {
        Throwable cause = new IllegalArgumentException("inner");

        assertThat(line("a.B", Level.INFO, "bad", new IllegalStateException("outer", cause)))
                .contains("\n    java.lang.IllegalStateException: outer\n        at ")
                .contains("\n    caused by java.lang.IllegalArgumentException: inner\n");
    }

    @Property
    void anyMessageIsOneLine(@ForAll String message) {
        assertThat(line("a.B", Level.INFO, message, null))
                .doesNotContainPattern("[\\p{Cc}&&[^\n]]")
                .containsOnlyOnce("\n")
                .endsWith("\n");
    }

    private String line(String logger, Level level, String message, Throwable thrown) {
        LoggingEvent event = new LoggingEvent("", new LoggerContext().getLogger(logger), level, message, thrown, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
        return layout.doLayout(event);
    }
}
