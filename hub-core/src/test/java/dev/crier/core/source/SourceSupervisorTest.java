package dev.crier.core.source;

import static dev.crier.core.source.Rig.TOPIC;
import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.EventDraft;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceSupervisorTest {

    /** What the back-off is after the first failures in a row, with the rig's chance. */
    private static final Duration FIRST = Duration.ofMillis(1_500);

    private final Rig rig = new Rig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void a_source_that_starts_is_running_and_what_it_emits_is_published() throws Exception {
        rig.start(ScriptedSource.type("well", context -> {
            context.emit(EventDraft.of(TOPIC, "hello"));
            return Future.succeededFuture();
        }));

        assertThat(rig.nextEvent().data()).isEqualTo("hello");
        rig.awaitReport("well", State.STARTING);
        rig.awaitReport("well", State.RUNNING);
        assertThat(rig.status("well").state()).isEqualTo(State.RUNNING);
        assertThat(rig.status("well").emitted()).isEqualTo(1);
        assertThat(rig.status("well").lastEvent()).contains(rig.time.instant());
        assertThat(rig.status("well").lastError()).isEmpty();
    }

    @Test
    void a_source_that_fails_is_started_again_after_a_back_off_as_a_fresh_instance() throws Exception {
        BlockingQueue<Object> instances = new LinkedBlockingQueue<>();
        AtomicInteger made = new AtomicInteger();
        rig.start(SourceType.of("a test", () -> {
            int number = made.getAndIncrement();
            return new ScriptedSource(
                    "flaky",
                    context -> {
                        instances.add(number);
                        return number == 1 ? Future.failedFuture("no luck") : Future.succeededFuture();
                    },
                    Future::succeededFuture);
        }));

        JsonNode report = rig.awaitReport("flaky", State.BACKING_OFF);
        assertThat(report.path("detail").asText()).isEqualTo("starts again in 1.5 s after: no luck");
        assertThat(rig.status("flaky").lastErrorTime()).contains(rig.time.instant());

        rig.pass(FIRST);
        rig.awaitReport("flaky", State.RUNNING);
        assertThat(rig.status("flaky").restarts()).isEqualTo(1);
        assertThat(rig.status("flaky").lastError()).contains("no luck");
        assertThat(instances).containsExactly(1, 2); // number 0 was only asked for its type
    }

    @Test
    void a_report_says_name_type_state_detail_restarts_and_time() throws Exception {
        rig.start(ScriptedSource.type("well", context -> Future.succeededFuture()));

        ObjectNode expected = JsonNodeFactory.instance
                .objectNode()
                .put("name", "well")
                .put("type", "well")
                .put("state", "starting")
                .put("detail", "")
                .put("restarts", 0)
                .put("time", rig.time.instant().toString());
        assertThat(rig.reports.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
    }

    @Test
    void the_back_off_doubles_to_a_minute_and_begins_anew_after_a_stable_run() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        rig.start(ScriptedSource.type("flaky", context -> {
            runs.add(context);
            return Future.succeededFuture();
        }));
        for (double seconds : new double[] {1.5, 2.5, 4.5, 8.5, 16.5, 30.5, 30.5}) {
            rig.awaitReport("flaky", State.RUNNING);
            runs.take().fail(new IllegalStateException("again"));
            rig.awaitReport("flaky", State.BACKING_OFF);
            rig.pass(Duration.ofMillis((long) (1_000 * seconds)));
        }

        rig.awaitReport("flaky", State.RUNNING);
        rig.time.advance(SourceOptions.DEFAULT.stableAfter());
        runs.take().fail(new IllegalStateException("after a while"));
        assertThat(rig.awaitReport("flaky", State.BACKING_OFF).path("detail").asText())
                .isEqualTo("starts again in 1.5 s after: after a while");
    }

    @Test
    void whatever_a_source_throws_in_its_constructor_or_its_start_is_a_failed_start() throws Exception {
        AtomicInteger made = new AtomicInteger();
        rig.start(
                SourceType.of("a test", () -> {
                    if (made.getAndIncrement() > 0) {
                        throw new NoClassDefFoundError("com/example/Missing");
                    }
                    return new ScriptedSource("unmakeable", context -> Future.succeededFuture(), () -> null);
                }),
                ScriptedSource.type("throws", context -> {
                    throw new IllegalStateException("not today");
                }),
                ScriptedSource.type("answers-null", context -> null));

        rig.awaitReport("unmakeable", State.BACKING_OFF);
        rig.awaitStates(State.BACKING_OFF, "throws", "answers-null");
        assertThat(rig.status("unmakeable").lastError())
                .contains("java.lang.NoClassDefFoundError: com/example/Missing");
        assertThat(rig.status("throws").lastError()).contains("not today");
        assertThat(rig.status("answers-null").lastError().orElseThrow()).contains("null instead of a future");
    }

    @Test
    void an_exception_in_any_callback_is_a_failure_of_the_source() throws Exception {
        rig.start(ScriptedSource.type("careless", context -> {
            context.vertx().setTimer(1, timer -> {
                throw new IllegalStateException("in a timer of its own");
            });
            return Future.succeededFuture();
        }));

        rig.awaitReport("careless", State.BACKING_OFF);
        assertThat(rig.status("careless").lastError()).contains("in a timer of its own");
    }

    @Test
    void a_start_that_never_completes_has_failed_after_its_timeout_and_is_stopped() throws Exception {
        Promise<Void> stopped = Promise.promise();
        rig.start(ScriptedSource.type(
                "hanging", context -> Promise.<Void>promise().future(), () -> {
                    stopped.tryComplete();
                    return Future.succeededFuture();
                }));
        rig.awaitReport("hanging", State.STARTING);

        rig.pass(SourceOptions.DEFAULT.startTimeout());
        rig.awaitReport("hanging", State.BACKING_OFF);
        assertThat(rig.status("hanging").lastError()).contains("its start has not completed within 30s");
        await(stopped.future());
    }

    @Test
    void a_source_that_cannot_be_bound_is_failed_and_says_why_and_the_others_run() throws Exception {
        SourceType type = ScriptedSource.type("scripted", context -> Future.succeededFuture());
        SourceSupervisor supervisor = rig.supervisor(type);
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        ObjectNode typo = JsonNodeFactory.instance.objectNode().put("greetin", "hi");
        await(supervisor.startAll(List.of(
                new SourceDefinition("b-unknown", "scriptd", none),
                new SourceDefinition("c-typo", "scripted", typo),
                new SourceDefinition("a-good", "scripted", none))));

        rig.awaitReport("b-unknown", State.FAILED);
        rig.awaitReport("a-good", State.RUNNING);
        assertThat(supervisor.statuses())
                .extracting(SourceStatus::name, SourceStatus::state)
                .containsExactly(
                        tuple("a-good", State.RUNNING),
                        tuple("b-unknown", State.FAILED),
                        tuple("c-typo", State.FAILED));
        assertThat(rig.status("b-unknown").detail())
                .contains("type", "'scriptd'", "did you mean 'scripted'?", "known types: scripted");
        assertThat(rig.status("c-typo").detail()).contains("greetin", "did you mean", "greeting");
    }

    @Test
    void two_sources_of_one_name_are_refused_before_any_starts() throws Exception {
        SourceType type = ScriptedSource.type("scripted", context -> Future.succeededFuture());
        SourceSupervisor supervisor = rig.supervisor(type);
        SourceDefinition twin = new SourceDefinition("twin", "scripted", JsonNodeFactory.instance.objectNode());

        assertThatThrownBy(() -> supervisor.startAll(List.of(twin, twin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'twin'");
        assertThat(supervisor.statuses()).isEmpty();
    }

    @Test
    void what_a_source_says_of_its_health_is_its_state_until_it_says_that_all_is_well() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        rig.start(ScriptedSource.type("moody", context -> {
            runs.add(context);
            return Future.succeededFuture();
        }));
        SourceContext context = runs.take();
        rig.awaitReport("moody", State.RUNNING);
        rig.time.advance(StatusReporter.HEALTH_PAUSE);

        context.degraded("the upstream is slow");
        assertThat(rig.awaitReport("moody", State.DEGRADED).path("detail").asText())
                .isEqualTo("the upstream is slow");
        assertThat(rig.status("moody").lastError()).contains("the upstream is slow");

        rig.time.advance(StatusReporter.HEALTH_PAUSE);
        context.healthy();
        rig.awaitReport("moody", State.RUNNING);
        assertThat(rig.status("moody").detail()).isEmpty();
        assertThat(rig.status("moody").restarts()).isZero();
    }

    @Test
    void a_source_that_changes_its_health_all_the_time_is_reported_once_a_second() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        rig.start(ScriptedSource.type("nervous", context -> {
            runs.add(context);
            return Future.succeededFuture();
        }));
        rig.awaitReport("nervous", State.RUNNING);
        SourceContext context = runs.take();
        for (int i = 0; i < 10_000; i++) {
            context.degraded("reason " + i);
        }

        rig.pass(StatusReporter.HEALTH_PAUSE);
        assertThat(rig.awaitReport("nervous", State.DEGRADED).path("detail").asText())
                .startsWith("reason ");
        assertThat(rig.reports).isEmpty();
    }

    @Test
    void stopping_stops_every_source_whatever_it_was_doing() throws Exception {
        BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
        SourceSupervisor supervisor = rig.start(
                stopping("running", context -> Future.succeededFuture(), stopped),
                stopping("starting", context -> Promise.<Void>promise().future(), stopped),
                stopping("backing-off", context -> Future.failedFuture("no luck"), stopped));
        rig.awaitStates(State.RUNNING, "running");
        rig.awaitStates(State.BACKING_OFF, "backing-off");
        rig.time.awaitTask(FIRST);

        await(supervisor.stopAll());
        assertThat(supervisor.statuses()).extracting(SourceStatus::state).containsOnly(State.STOPPED);
        assertThat(stopped).contains("running", "starting", "backing-off");
        assertThat(rig.time.delays()).as("nothing is scheduled any more").isEmpty();
    }

    private static SourceType stopping(
            String name, Function<SourceContext, Future<Void>> onStart, BlockingQueue<String> stopped) {
        return ScriptedSource.type(name, onStart, () -> {
            stopped.add(name);
            return Future.succeededFuture();
        });
    }

    @Test
    void a_source_is_stopped_even_if_its_stop_throws() throws Exception {
        SourceSupervisor supervisor =
                rig.start(ScriptedSource.type("clumsy", context -> Future.succeededFuture(), () -> {
                    throw new IllegalStateException("oops");
                }));
        rig.awaitReport("clumsy", State.RUNNING);

        await(supervisor.stopAll());
        assertThat(rig.status("clumsy").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void a_stop_that_never_completes_is_given_its_time_and_no_more() throws Exception {
        SourceSupervisor supervisor = rig.start(ScriptedSource.type(
                "clinging",
                context -> Future.succeededFuture(),
                () -> Promise.<Void>promise().future()));
        rig.awaitReport("clinging", State.RUNNING);

        Future<Void> stopped = supervisor.stopAll();
        rig.pass(SourceOptions.DEFAULT.stopTimeout());
        await(stopped);
        assertThat(rig.status("clinging").detail()).isEmpty();
    }

    @Test
    void nothing_that_a_source_emits_or_keeps_after_its_stop_gets_through() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        SourceSupervisor supervisor = rig.start(ScriptedSource.type("late", context -> {
            runs.add(context);
            return Future.succeededFuture();
        }));
        SourceContext context = runs.take();
        rig.awaitReport("late", State.RUNNING);
        await(supervisor.stopAll());

        assertThat(context.emit(EventDraft.of(TOPIC, "too late")).cause()).hasMessageContaining("'late' was stopped");
        assertThat(context.emitAll(List.of(EventDraft.of(TOPIC, "too late"))).failed())
                .isTrue();
        assertThatThrownBy(() -> context.every(Duration.ofSeconds(1), Future::succeededFuture))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'late' was stopped");
        assertThatThrownBy(() -> context.blocking(emitter -> emitter.emit(EventDraft.of(TOPIC, "too late"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(context.state().put("cursor", "too late").failed()).isTrue();
        assertThat(await(rig.states.of("late").get("cursor"))).isEmpty();
        assertThat(rig.events).isEmpty();
    }
}
