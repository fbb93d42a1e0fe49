package dev.crier.core.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.source.SourceStatus.State;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how a source is doing on {@code hub/sources/<name>}: every step of its life at once, but what it says about its
 * health at most once a second, so that a source that can't make up its mind doesn't flood the hub.
 *
 * <p>Confined to the supervisor's context.
 */
final class StatusReporter {

    static final Duration HEALTH_PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

    /** What a report is about; equal reports are published once. */
    private record Report(State state, String detail, int restarts) {

        /** Running well and running not so well are one step of a source's life. */
        boolean sameStep(@Nullable Report other) {
            return other != null && step() == other.step() && restarts == other.restarts;
        }

        private State step() {
            return state == State.DEGRADED ? State.RUNNING : state;
        }
    }

    private final Topic topic;
    private final Function<EventDraft, Future<EventId>> publish;
    private final Timing timing;
    private final Supplier<SourceStatus> status;
    private @Nullable Report last;
    private Instant lastTime = Instant.MIN;
    private boolean scheduled;

    /**
     * Makes a reporter.
     *
     * @param status how the source is doing now
     */
    StatusReporter(
            Topic topic, Function<EventDraft, Future<EventId>> publish, Timing timing, Supplier<SourceStatus> status) {
        this.topic = topic;
        this.publish = publish;
        this.timing = timing;
        this.status = status;
    }

    /**
     * Says that something may have changed.
     *
     * @param later how to come back to the supervisor's context
     */
    void changed(Consumer<Runnable> later) {
        SourceStatus now = status.get();
        Report report = new Report(now.state(), now.detail(), now.restarts());
        if (report.equals(last)) {
            return;
        }
        Instant time = timing.clock().instant();
        Duration pause = last == null ? Duration.ZERO : pauseFrom(time);
        if (!report.sameStep(last) || pause.isNegative() || pause.isZero()) {
            last = report;
            lastTime = time;
            publish(now, time);
        } else if (!scheduled) {
            scheduled = true;
            timing.scheduler()
                    .after(
                            pause,
                            () -> later.accept(() -> {
                                scheduled = false;
                                lastTime = Instant.MIN; // it is over, whatever the clock says
                                changed(later);
                            }));
        }
    }

    /** What is left of the pause; no more than all of it, also when the clock was set back. */
    private Duration pauseFrom(Instant time) {
        Duration left = Duration.between(time, lastTime.plus(HEALTH_PAUSE));
        return left.compareTo(HEALTH_PAUSE) > 0 ? HEALTH_PAUSE : left;
    }

    private void publish(SourceStatus now, Instant time) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", now.name())
                .put("type", now.type())
                .put("state", now.state().toString())
                .put("detail", now.detail())
                .put("restarts", now.restarts())
                .put("time", time.toString());
        try {
            publish.apply(EventDraft.of(topic, json.toString()).withKey(now.name()))
                    .onFailure(refused -> LOG.warn("can't publish on {}: {}", topic, Health.message(refused)));
        } catch (RuntimeException refused) {
            LOG.warn("can't publish on {}", topic, refused);
        }
    }
}
