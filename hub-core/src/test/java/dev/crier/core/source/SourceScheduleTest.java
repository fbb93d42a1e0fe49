package dev.crier.core.source;

import static dev.crier.core.source.Rig.TOPIC;
import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.EventDraft;
import dev.crier.core.TopicFilter;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceScheduleTest {

    private static final Duration HALF = Duration.ofMillis(500);

    private final Rig rig = new Rig();
    private final BlockingQueue<Promise<Void>> begun = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private SourceSupervisor start(Consumer<SourceContext> onStart) throws Exception {
        return rig.start(ScriptedSource.type("worker", context -> {
            onStart.accept(context);
            return Future.succeededFuture();
        }));
    }

    /** A run that the test ends. */
    private Future<?> byHand() {
        Promise<Void> run = Promise.promise();
        begun.add(run);
        return run.future();
    }

    private Promise<Void> nextRun() throws InterruptedException {
        Promise<Void> run = begun.poll(10, TimeUnit.SECONDS);
        assertThat(run).as("a run").isNotNull();
        return run;
    }

    @Test
    void work_runs_at_once_and_then_a_period_after_the_last_run_began() throws Exception {
        start(context -> context.every(HALF, this::byHand));
        Promise<Void> first = nextRun();
        rig.time.advance(Duration.ofMillis(200));
        first.complete();

        rig.time.awaitTask(Duration.ofMillis(300));
        rig.time.advance(Duration.ofMillis(299));
        assertThat(begun).isEmpty();
        rig.time.advance(Duration.ofMillis(1));
        nextRun();
    }

    @Test
    void a_run_never_begins_before_the_last_has_ended() throws Exception {
        start(context -> context.every(HALF, this::byHand));
        Promise<Void> first = nextRun();
        rig.time.advance(HALF.multipliedBy(10));
        assertThat(begun).isEmpty();

        first.complete();
        rig.time.awaitTask(HALF.multipliedBy(-9));
        rig.time.advance(Duration.ZERO);
        nextRun();
    }

    @Test
    void a_failing_run_is_repeated_ever_later_and_degrades_the_source_until_one_succeeds() throws Exception {
        start(context -> context.every(HALF, this::byHand));
        rig.awaitReport("worker", State.RUNNING);
        rig.time.advance(StatusReporter.HEALTH_PAUSE);
        nextRun().fail("unreachable");
        String detail = rig.awaitReport("worker", State.DEGRADED).path("detail").asText();
        assertThat(detail).isEqualTo("a run failed (1 in a row); the next is in 0.8 s: unreachable");
        for (int millis : new int[] {750, 1_250, 2_250, 4_250}) {
            rig.pass(Duration.ofMillis(millis));
            nextRun().fail("unreachable");
        }

        rig.pass(Duration.ofMillis(8_250));
        nextRun().complete();
        rig.time.awaitTask(HALF);
        rig.settle();
        assertThat(rig.status("worker").state()).isEqualTo(State.RUNNING);
        assertThat(rig.status("worker").restarts()).isZero();
        assertThat(rig.status("worker").lastError()).isPresent();
    }

    @Test
    void a_run_that_goes_on_failing_for_one_reason_is_logged_ever_less_often_and_another_reason_at_once()
            throws Exception {
        try (CapturedLog log = CapturedLog.of("dev.crier.source.worker")) {
            start(context -> context.every(Duration.ofMinutes(2), this::byHand));
            rig.awaitStates(SourceStatus.State.RUNNING, "worker");
            nextRun().fail("disk full");
            rig.pass(Duration.ofMinutes(3));
            for (int i = 2; i <= 11; i++) {
                nextRun().fail(i == 11 ? "unreachable" : "disk full");
                rig.pass(Duration.ofSeconds(210)); // half way from 2 minutes to 5
            }

            assertThat(log.warnings())
                    .extracting(line -> line.replaceAll("; the next is in [0-9.]+ s", ""))
                    .containsExactly(
                            "a run failed (1 in a row): disk full",
                            "a run failed (2 in a row): disk full",
                            "a run failed (4 in a row): disk full",
                            "a run failed (8 in a row): disk full",
                            "a run failed (11 in a row): unreachable");
        }
    }

    @Test
    void the_back_off_of_work_ends_at_five_minutes() throws Exception {
        start(context -> context.every(Duration.ofMinutes(2), this::byHand));
        rig.awaitStates(SourceStatus.State.RUNNING, "worker"); // else the minutes that pass are those of a slow start
        nextRun().fail("unreachable");
        rig.pass(Duration.ofMinutes(3));
        for (int i = 0; i < 5; i++) {
            nextRun().fail("unreachable");
            rig.pass(Duration.ofSeconds(210)); // half way from 2 minutes to 5
        }
    }

    @Test
    void a_run_that_throws_or_answers_null_is_a_failed_run() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        start(context -> context.every(HALF, () -> {
            switch (runs.getAndIncrement()) {
                case 0 -> throw new IllegalStateException("thrown");
                case 1 -> {
                    return null;
                }
                default -> {
                    return context.emit(EventDraft.of(TOPIC, "well"));
                }
            }
        }));

        rig.pass(Duration.ofMillis(750));
        rig.pass(Duration.ofMillis(1_250));
        assertThat(rig.nextEvent().data()).isEqualTo("well");
    }

    @Test
    void work_can_say_itself_when_it_wants_to_run_again() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        start(context -> context.repeatedly(
                () -> context.emit(EventDraft.of(TOPIC, "run")).map(id -> Duration.ofSeconds(runs.incrementAndGet()))));

        rig.nextEvent();
        rig.pass(Duration.ofSeconds(1));
        rig.nextEvent();
        rig.pass(Duration.ofSeconds(2));
        rig.nextEvent();
    }

    @Test
    void a_period_must_be_positive() throws Exception {
        BlockingQueue<SourceContext> contexts = new LinkedBlockingQueue<>();
        start(contexts::add);

        assertThatThrownBy(() -> contexts.take().every(Duration.ZERO, this::byHand))
                .hasMessageContaining("must be positive");
    }

    @Test
    void work_runs_on_the_thread_of_the_source() throws Exception {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        start(context -> {
            threads.add(Thread.currentThread().getName());
            context.every(HALF, () -> {
                threads.add(Thread.currentThread().getName());
                return Future.succeededFuture();
            });
        });

        String thread = threads.take();
        assertThat(thread).startsWith("crier-source-worker");
        assertThat(threads.take()).isEqualTo(thread);
        rig.pass(HALF);
        assertThat(threads.take()).isEqualTo(thread);
    }

    @Test
    void a_run_that_ends_after_the_stop_is_the_last() throws Exception {
        SourceSupervisor supervisor = start(context -> context.every(HALF, this::byHand));
        Promise<Void> run = nextRun();
        await(supervisor.stopAll());

        run.complete();
        assertThat(rig.time.delays()).isEmpty();
    }

    @Test
    void a_source_knows_its_name_the_hub_and_whether_the_history_is_empty() throws Exception {
        BlockingQueue<SourceContext> contexts = new LinkedBlockingQueue<>();
        start(contexts::add);
        SourceContext context = contexts.take();

        assertThat(context.name()).isEqualTo("worker");
        assertThat(context.hub()).isEqualTo(URI.create("http://127.0.0.1:8080"));
        assertThat(context.clock().instant()).isEqualTo(rig.time.instant());
        assertThat(context.logger().getName()).isEqualTo("dev.crier.source.worker");
        assertThat(await(context.historyEmpty(TopicFilter.ALL))).isTrue();
    }
}
