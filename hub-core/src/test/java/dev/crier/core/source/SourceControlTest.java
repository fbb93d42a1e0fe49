package dev.crier.core.source;

import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator may do to one source. */
@Timeout(60)
class SourceControlTest {

    private final Rig rig = new Rig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static SourceType well(BlockingQueue<SourceContext> runs) {
        return ScriptedSource.type("well", context -> {
            runs.add(context);
            return Future.succeededFuture();
        });
    }

    @Test
    void a_stopped_source_stays_stopped_until_it_is_started_and_the_others_go_on() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        SourceSupervisor supervisor =
                rig.start(well(runs), ScriptedSource.type("other", context -> Future.succeededFuture()));
        rig.awaitStates(State.RUNNING, "well", "other");
        runs.take();

        assertThat(await(supervisor.stop("well")).state()).isEqualTo(State.STOPPED);
        assertThat(rig.time.delays()).as("nothing would start it").isEmpty();
        assertThat(rig.status("other").state()).isEqualTo(State.RUNNING);
        assertThat(await(supervisor.stop("well")).state()).isEqualTo(State.STOPPED);

        assertThat(await(supervisor.start("well")).state()).isNotEqualTo(State.STOPPED);
        runs.take();
        rig.awaitStates(State.RUNNING, "well");
        assertThat(rig.status("well").restarts()).isEqualTo(1);
    }

    @Test
    void a_run_that_was_told_to_stop_is_not_said_to_have_ended_by_itself() throws Exception {
        Promise<Void> stop = Promise.promise();
        SourceSupervisor supervisor =
                rig.start(ScriptedSource.type("slow", context -> Future.succeededFuture(), stop::future));
        rig.awaitReport("slow", State.RUNNING);
        Future<SourceStatus> stopped = supervisor.stop("slow");
        await(supervisor.start("slow"));
        stop.complete();
        await(stopped);
        for (JsonNode report = rig.reports.take(); ; report = rig.reports.take()) {
            assertThat(report.path("state").asText()).isNotEqualTo("stopped");
            if (report.path("state").asText().equals("running")) {
                break;
            }
        }
    }

    @Test
    void starting_what_runs_changes_nothing() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        SourceSupervisor supervisor = rig.start(well(runs));
        rig.awaitStates(State.RUNNING, "well");
        runs.take();

        assertThat(await(supervisor.start("well")).state()).isEqualTo(State.RUNNING);
        rig.settle();
        assertThat(runs).isEmpty();
        assertThat(rig.status("well").restarts()).isZero();
    }

    @Test
    void a_restart_is_a_fresh_run_after_the_end_of_the_last() throws Exception {
        BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
        SourceSupervisor supervisor = rig.start(well(runs));
        rig.awaitStates(State.RUNNING, "well");
        SourceContext first = runs.take();

        await(supervisor.restart("well"));
        SourceContext second = runs.take();
        rig.awaitStates(State.RUNNING, "well");
        assertThat(second).isNotSameAs(first);
        assertThatThrownBy(() -> first.blocking(emitter -> {})).hasMessageContaining("was stopped");
        assertThat(rig.status("well").restarts()).isEqualTo(1);
    }

    @Test
    void a_start_spares_a_source_the_rest_of_its_back_off_and_it_runs_once() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        SourceSupervisor supervisor = rig.start(ScriptedSource.type(
                "flaky",
                context -> starts.incrementAndGet() == 1 ? Future.failedFuture("no luck") : Future.succeededFuture()));
        rig.awaitStates(State.BACKING_OFF, "flaky");
        rig.time.awaitTask(Duration.ofMillis(1_500));

        await(supervisor.start("flaky"));
        rig.awaitStates(State.RUNNING, "flaky");
        rig.time.advance(Duration.ofMinutes(5));
        rig.settle();
        assertThat(starts).hasValue(2);
    }

    @Test
    void a_stop_outlasts_a_back_off() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        SourceSupervisor supervisor = rig.start(ScriptedSource.type("flaky", context -> {
            starts.incrementAndGet();
            return Future.failedFuture("no luck");
        }));
        rig.awaitStates(State.BACKING_OFF, "flaky");
        rig.time.awaitTask(Duration.ofMillis(1_500));

        assertThat(await(supervisor.stop("flaky")).state()).isEqualTo(State.STOPPED);
        rig.time.advance(Duration.ofMinutes(5));
        rig.settle();
        assertThat(starts).hasValue(1);
    }

    @Test
    void what_still_runs_after_its_stop_is_waited_for_and_the_last_word_counts() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        SourceSupervisor supervisor = rig.start(ScriptedSource.type("clinging", context -> {
            if (starts.incrementAndGet() == 1) {
                context.blocking(emitter -> {
                    boolean over = false;
                    while (!over) {
                        try {
                            release.await();
                            over = true;
                        } catch (InterruptedException ignored) {
                            // as some sources do
                        }
                    }
                });
            }
            return Future.succeededFuture();
        }));
        rig.awaitStates(State.RUNNING, "clinging");
        Future<SourceStatus> stopped = supervisor.stop("clinging");
        rig.pass(SourceOptions.DEFAULT.stopTimeout());
        rig.pass(Duration.ofSeconds(1));
        assertThat(await(stopped).detail()).startsWith("still runs after its stop");

        assertThat(await(supervisor.start("clinging")).detail()).startsWith("starts once this has ended");
        await(supervisor.stop("clinging"));
        await(supervisor.start("clinging"));
        assertThat(starts).hasValue(1);
        release.countDown();
        rig.awaitStates(State.RUNNING, "clinging");
        rig.settle();
        assertThat(starts).hasValue(2);
    }

    @Test
    void there_is_no_order_for_a_source_that_is_not_there_nor_after_the_end() throws Exception {
        SourceSupervisor supervisor = rig.start(well(new LinkedBlockingQueue<>()));
        rig.awaitStates(State.RUNNING, "well");
        for (String name : List.of("wel", "", "hub/sources/well")) {
            assertThatThrownBy(() -> supervisor.stop(name)).isInstanceOf(IllegalArgumentException.class);
        }
        await(supervisor.stopAll());
        assertThatThrownBy(() -> await(supervisor.start("well"))).hasMessageContaining("being stopped");
        assertThat(rig.status("well").state()).isEqualTo(State.STOPPED);
    }
}
