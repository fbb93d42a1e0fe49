package dev.crier.core.engine;

import static dev.crier.core.engine.TestHub.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.Lineage;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many hubs share one log, and one of them may hear of an event later than a reader whom another one has told of it. */
@DisplayName("A reader who knows of more than the hub they come to")
class ReaderAheadTest {

    private final AtomicReference<ScriptedLog> log = new AtomicReference<>();

    private TestHub hub() {
        return new TestHub(
                HubOptions.DEFAULT,
                vertx -> {
                    log.set(new ScriptedLog(new MemoryEventLog(vertx, HistoryOptions.DEFAULT, Clock.systemUTC())));
                    return log.get();
                },
                1);
    }

    /** Another hub publishes. */
    private EventId elsewhere(TestHub hub, String data) {
        Appended appended = await(log.get().append(EventDraft.of(Topic.of("a"), data)));
        return hub.hub().id(appended.position());
    }

    @Test
    @DisplayName("waits until the hub has heard of it, and gets what follows, once")
    void waits() {
        try (TestHub hub = hub()) {
            hub.publish("a", "before");
            Runnable release = log.get().holdTail();
            EventId known = elsewhere(hub, "known");
            elsewhere(hub, "missed");
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.after(known.toString()), stream);
            TestStream other = new TestStream();
            hub.subscribe("a", Start.after(known.toString()), other);
            hub.onLoop(() -> {});
            assertThat(stream.text()).isEmpty();
            release.run();
            hub.until(
                    "both caught up",
                    () -> stream.data().contains("missed") && other.data().contains("missed"));
            hub.publish("a", "after");
            hub.until(
                    "both are live",
                    () -> stream.data().contains("after") && other.data().contains("after"));
            assertThat(stream.data()).containsExactly("missed", "after");
            assertThat(other.data()).containsExactly("missed", "after");
            assertThat(stream.gaps()).isEmpty();
        }
    }

    @Test
    @DisplayName("is told of a gap if the log doesn't know of it either")
    void unknown() {
        try (TestHub hub = hub()) {
            EventId last = hub.publish("a", "kept");
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.after(hub.hub().id(last.position() + 1).toString()), stream);
            hub.until("it is told", () -> stream.data().contains("kept"));
            assertThat(stream.gaps()).hasSize(1);
            assertThat(stream.gaps().get(0).data()).contains("\"reason\":\"unknown\"");
        }
    }

    @Test
    @DisplayName("gets nothing more if they leave while they wait")
    void leaves() {
        try (TestHub hub = hub()) {
            Runnable release = log.get().holdTail();
            EventId known = elsewhere(hub, "known");
            TestStream stream = new TestStream();
            Subscription subscription = hub.subscribe("a", Start.after(known.toString()), stream);
            hub.onLoop(subscription::dismiss);
            release.run();
            hub.publish("a", "after");
            assertThat(stream.data()).isEmpty();
            assertThat(stream.ended()).contains(Outlet.EndReason.DISMISSED);
        }
    }

    @Test
    @DisplayName("is told of the new history if the old one ends while they wait")
    void replaced() {
        try (TestHub hub = hub()) {
            log.get().holdTail();
            EventId known = elsewhere(hub, "known");
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.after(known.toString()), stream);
            hub.onLoop(() -> {});
            await(log.get().replace(new Lineage("other", 0, List.of())));
            hub.until("it is told", () -> !stream.gaps().isEmpty());
            assertThat(stream.gaps().get(0).data()).contains("\"reason\":\"restarted\"");
            assertThat(stream.lastId()).startsWith("other-");
        }
    }
}
