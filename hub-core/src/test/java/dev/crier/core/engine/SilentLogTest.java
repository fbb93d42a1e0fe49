package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.Retention;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A log that takes a question and never answers it. */
class SilentLogTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int AT_A_TIME = 2;
    private static final int MANY = 20;
    private static final HistoryOptions ALL =
            HistoryOptions.DEFAULT.withRetention(topic -> new Retention(1_000, Duration.ofHours(1), 1 << 20));

    private final AtomicReference<ScriptedLog> log = new AtomicReference<>();
    private final TestHub hub = new TestHub(
            HubOptions.DEFAULT.withWindowBytes(2_000),
            vertx -> {
                log.set(new ScriptedLog(new MemoryEventLog(vertx, ALL, Clock.systemUTC())));
                return log.get();
            },
            1,
            PATIENCE);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_question_without_an_answer_is_given_up_and_others_have_their_turn() {
        List<Future<Object>> unanswered = new CopyOnWriteArrayList<>();
        for (int i = 0; i < AT_A_TIME; i++) {
            unanswered.add(hub.hub().ask("a client", silent -> Promise.promise().future()));
        }
        for (Future<Object> each : unanswered) {
            assertThatThrownBy(() -> TestHub.await(each))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("wasn't read in time");
        }
        hub.until("it is its turn", () -> TestHub.await(answered()));
    }

    private Future<Boolean> answered() {
        return hub.hub()
                .ask("a client", silent -> Future.succeededFuture(true))
                .recover(busy -> Future.succeededFuture(false));
    }

    @Test
    void a_question_whose_turn_does_not_come_in_time_is_given_up_too_and_never_looked_into() {
        AtomicInteger begun = new AtomicInteger();
        List<Future<Object>> unanswered = new CopyOnWriteArrayList<>();
        for (int i = 0; i < MANY; i++) {
            unanswered.add(hub.hub().ask("a client", silent -> {
                begun.incrementAndGet();
                return Promise.promise().future();
            }));
        }
        for (Future<Object> each : unanswered) {
            assertThatThrownBy(() -> TestHub.await(each)).isInstanceOf(BusyException.class);
        }
        hub.until("all have had their turn", () -> TestHub.await(answered()));
        assertThat(begun.get()).isLessThan(MANY);
    }

    @Test
    void a_page_without_an_answer_is_asked_for_again_and_no_gap() {
        hub.publishAll("a", 0, 100);
        AtomicInteger asked = new AtomicInteger();
        log.get()
                .answerReads(() -> asked.incrementAndGet() == 1
                        ? Optional.of(Promise.<Page>promise().future())
                        : Optional.empty());
        TestStream stream = new TestStream();
        hub.subscribe("a", Start.after(hub.hub().id(0).toString()), stream);
        hub.until("all came", () -> stream.data().size() == 100);
        assertThat(stream.gaps()).isEmpty();
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void nothing_is_read_for_streams_that_have_gone() {
        hub.publishAll("a", 0, 100);
        Start before = Start.after(hub.hub().id(0).toString());
        AtomicInteger asked = new AtomicInteger();
        log.get().answerReads(() -> {
            asked.incrementAndGet();
            return Optional.of(Promise.<Page>promise().future());
        });
        List<Subscription> gone = new CopyOnWriteArrayList<>();
        for (int i = 0; i < MANY; i++) {
            gone.add(hub.subscribe("a", before, new TestStream()));
        }
        hub.until("some are read for", () -> asked.get() > 0);
        hub.onLoop(() -> gone.forEach(each -> each.end(Outlet.EndReason.STALLED)));
        int until = asked.get();
        log.get().answerReads(() -> {
            asked.incrementAndGet();
            return Optional.empty();
        });
        TestStream last = new TestStream();
        hub.subscribe("a", before, last);
        hub.until("all came to who came last", () -> last.data().size() == 100);
        assertThat(asked.get() - until).as("what was read for that one").isEqualTo(1);
    }

    @Test
    void the_patience_of_a_hub_is_as_the_documentation_of_the_history_says() {
        assertThat(Hub.PATIENCE).hasSeconds(10);
    }
}
