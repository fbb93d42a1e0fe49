package dev.crier.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that is written slower than it comes. */
@Timeout(30)
class BoundedAppenderTest {

    /** Writes a line when it may. */
    private static final class Slow extends AppenderBase<ILoggingEvent> {

        private final Semaphore permits = new Semaphore(0);
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            permits.acquireUninterruptibly();
            lines.add(event.getFormattedMessage());
        }
    }

    private final LoggerContext context = new LoggerContext();
    private final Slow slow = new Slow();
    private final BoundedAppender bounded = new BoundedAppender(slow, 16, 100_000);
    private final Logger logger = context.getLogger("test");

    BoundedAppenderTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        slow.setContext(context);
        slow.start();
        bounded.setContext(context);
        bounded.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(bounded);
    }

    @AfterEach
    void stop() {
        slow.permits.release(1_000_000);
        bounded.stop();
    }

    @Test
    void nobody_who_logs_waits_for_it_and_what_has_no_room_is_dropped_counted_and_told_of() {
        for (int i = 0; i < 1_000; i++) {
            logger.info("line {}", i);
        }
        long dropped = bounded.dropped();
        assertThat(dropped).isBetween(980L, 990L); // 14 wait, and one may be under the pen

        slow.permits.release(1_000);
        await().untilAsserted(() -> assertThat(slow.lines).hasSize((int) (1_000 - dropped) + 1));
        assertThat(slow.lines)
                .startsWith("line 0", "line 1")
                .last()
                .asString()
                .startsWith(dropped + " lines were dropped");
        logger.info("on");
        await().untilAsserted(() -> assertThat(slow.lines).last().isEqualTo("on"));
    }

    @Test
    void the_last_room_is_for_warnings() {
        for (int i = 0; i < 1_000; i++) {
            logger.info("line {}", i);
        }
        logger.warn("look here");
        slow.permits.release(1_000);
        await().untilAsserted(() -> assertThat(slow.lines).contains("look here"));
    }

    @Test
    void long_lines_are_fewer_and_make_room_again_when_they_are_written() {
        for (int i = 0; i < 10; i++) {
            logger.atInfo().addKeyValue("topics", List.of("x".repeat(5_000))).log("y".repeat(5_000));
        }
        assertThat(bounded.dropped()).isEqualTo(6); // each is 20 KB, and an eighth of the 100 KB is for warnings
        logger.warn("z");
        assertThat(bounded.dropped()).isEqualTo(6);
        slow.permits.release(1_000);
        await().untilAsserted(() -> assertThat(slow.lines).hasSize(6));
        for (int i = 0; i < 4; i++) {
            logger.info("y".repeat(10_000));
        }
        await().untilAsserted(() -> assertThat(slow.lines).hasSize(10));
    }

    @Test
    void what_was_logged_before_the_end_is_written() {
        slow.permits.release(1_000);
        for (int i = 0; i < 10; i++) {
            logger.info("line {}", i);
        }
        bounded.stop();
        assertThat(slow.lines).hasSize(10);
    }

    @Test
    void a_line_says_what_its_arguments_were_when_it_was_logged() {
        StringBuilder changing = new StringBuilder("before");
        logger.info("it was {}", changing);
        changing.setLength(0);
        slow.permits.release(1);
        await().untilAsserted(() -> assertThat(slow.lines).containsExactly("it was before"));
    }
}
