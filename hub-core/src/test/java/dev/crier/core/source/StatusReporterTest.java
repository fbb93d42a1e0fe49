package dev.crier.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.source.SourceStatus.State;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The pause between two reports of a source's health, when the wall clock jumps. */
class StatusReporterTest {

    /** A clock that is set by hand, and doesn't go. */
    private static final class WallClock extends Clock {

        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final WallClock clock = new WallClock();
    private final List<Duration> waits = new ArrayList<>();
    private final Queue<Runnable> due = new ArrayDeque<>();
    private final List<String> reports = new ArrayList<>();
    private String health = "fine";

    private final StatusReporter reporter = new StatusReporter(
            Topic.of("hub/sources/s"), this::publish, new Timing(clock, this::schedule, () -> 0.5), this::status);

    private Future<EventId> publish(EventDraft report) {
        reports.add(health);
        return Future.succeededFuture(new EventId("epoch", 1));
    }

    private Scheduler.Scheduled schedule(Duration delay, Runnable task) {
        waits.add(delay);
        due.add(task);
        return () -> {};
    }

    private SourceStatus status() {
        return new SourceStatus(
                "s",
                "scripted",
                State.RUNNING,
                health,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Duration.ZERO,
                0);
    }

    private void is(String newHealth) {
        health = newHealth;
        reporter.changed(Runnable::run);
    }

    @Test
    void a_clock_that_is_set_back_does_not_make_it_longer() {
        is("fine");
        clock.now = clock.now.minus(Duration.ofDays(8));
        is("slow");
        assertThat(reports).containsExactly("fine");
        assertThat(waits).containsExactly(StatusReporter.HEALTH_PAUSE);
        due.remove().run();
        assertThat(reports).containsExactly("fine", "slow");
        is("fine again");
        assertThat(reports).containsExactly("fine", "slow");
        assertThat(waits).containsExactly(StatusReporter.HEALTH_PAUSE, StatusReporter.HEALTH_PAUSE);
    }
}
