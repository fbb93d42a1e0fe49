package dev.crier.core.source;

import static dev.crier.core.source.Rig.TOPIC;
import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceIsolationTest {

    private final Rig rig = new Rig();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean spin = true;

    @AfterEach
    void close() throws Exception {
        spin = false;
        release.countDown();
        rig.close();
    }

    /** Real time: short enough for a test to wait for it, since whoever blocks does so in real time. */
    private void watchdog(Duration blockedAfter, Duration stuckAfter) {
        SourceOptions usual = SourceOptions.DEFAULT;
        rig.options = new SourceOptions(
                usual.startTimeout(),
                usual.stopTimeout(),
                usual.backoffMin(),
                usual.backoffMax(),
                usual.stableAfter(),
                blockedAfter,
                stuckAfter,
                usual.maxInFlight(),
                usual.maxInFlightBytes());
    }

    private void awaitReleaseUninterruptibly() {
        while (true) {
            try {
                release.await();
                return;
            } catch (InterruptedException ignored) {
                // and goes on, which is what the test is about
            }
        }
    }

    private static Future<Void> emitForever(SourceContext context) {
        context.every(Duration.ofMillis(1), () -> context.emit(EventDraft.of(TOPIC, "alive")));
        return Future.succeededFuture();
    }

    private void awaitAlive() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            assertThat(rig.nextEvent().data()).isEqualTo("alive");
            rig.pass(Duration.ofMillis(1));
        }
    }

    /** More than there are cores, event loops and worker threads for anybody to share. */
    private void startBeside(int others, Function<SourceContext, Future<Void>> harmful) throws Exception {
        List<SourceType> types = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            types.add(ScriptedSource.type("harmful-" + i, harmful));
        }
        types.add(ScriptedSource.type("alive", SourceIsolationTest::emitForever));
        rig.start(types.toArray(SourceType[]::new));
    }

    @Test
    void sources_that_block_their_threads_stop_nobody_else() throws Exception {
        startBeside(40, context -> {
            awaitReleaseUninterruptibly();
            return Future.succeededFuture();
        });

        awaitAlive();
        release.countDown();
    }

    @Test
    void sources_that_compute_without_end_in_their_loops_stop_no_loop_of_another() throws Exception {
        int more = Runtime.getRuntime().availableProcessors() + 1;
        startBeside(more, context -> {
            context.blocking(emitter -> {
                while (spin) {
                    Thread.onSpinWait();
                }
            });
            return Future.succeededFuture();
        });
        awaitAlive();

        Promise<String> looped = Promise.promise();
        rig.vertx.runOnContext(now -> looped.complete("the hub's event loops are free"));
        await(looped.future());
        spin = false;
    }

    @Test
    void a_source_that_blocks_its_thread_is_degraded_until_it_lets_go() throws Exception {
        watchdog(Duration.ofMillis(20), Duration.ofDays(1));
        rig.start(ScriptedSource.type("blocker", context -> {
            context.vertx().setTimer(1, timer -> awaitReleaseUninterruptibly());
            return Future.succeededFuture();
        }));
        rig.awaitReport("blocker", State.RUNNING);
        rig.pass(StatusReporter.HEALTH_PAUSE);

        assertThat(rig.awaitReport("blocker", State.DEGRADED).path("detail").asText())
                .startsWith("it blocks its thread crier-source-blocker")
                .contains("SourceContext.blocking");
        release.countDown();
        rig.pass(StatusReporter.HEALTH_PAUSE);
        rig.awaitReport("blocker", State.RUNNING);
    }

    @Test
    void a_source_that_never_lets_go_of_its_thread_is_interrupted_and_started_again() throws Exception {
        watchdog(Duration.ofMillis(200), Duration.ofMillis(500));
        CountDownLatch never = new CountDownLatch(1);
        BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();
        rig.start(ScriptedSource.type("stuck", context -> {
            context.every(Duration.ofSeconds(1), () -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.add("interrupted");
                }
                return Future.succeededFuture();
            });
            return Future.succeededFuture();
        }));

        rig.awaitReport("stuck", State.BACKING_OFF);
        assertThat(rig.status("stuck").lastError().orElseThrow()).startsWith("it held its thread crier-source-stuck");
        rig.pass(SourceOptions.DEFAULT.stopTimeout());
        assertThat(interrupted.take()).isEqualTo("interrupted");
        never.countDown();
        rig.pass(Duration.ofMillis(1_500));
        rig.awaitReport("stuck", State.RUNNING);
    }

    /** As fast as its thread goes; a timer would put more and more of its own ticks before the answers. */
    private void flood(SourceContext context, CountDownLatch refused) {
        for (int i = 0; i < 1_000; i++) {
            context.emit(EventDraft.of(TOPIC, "flood")).onFailure(overloaded -> refused.countDown());
        }
        if (spin) {
            context.vertx().runOnContext(next -> flood(context, refused));
        }
    }

    @Test
    void a_source_that_floods_is_held_to_its_share_and_the_others_get_through() throws Exception {
        rig.publish = draft ->
                draft.data().equals("flood") ? Promise.<EventId>promise().future() : rig.accept(draft);
        CountDownLatch refused = new CountDownLatch(10_000);
        startBeside(1, context -> {
            flood(context, refused);
            return Future.succeededFuture();
        });

        refused.await();
        awaitAlive();
        spin = false;
        Future<Void> stopped = rig.supervisor().stopAll();
        rig.time.advanceUntil(
                stopped, SourceOptions.DEFAULT.stopTimeout()); // each of the two asks for it in its own turn
        await(stopped);
    }

    @Test
    void a_loop_is_interrupted_when_its_source_stops() throws Exception {
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        SourceSupervisor supervisor = rig.start(ScriptedSource.type("looping", context -> {
            context.blocking(emitter -> {
                try {
                    release.await();
                } finally {
                    ended.add(Thread.currentThread().getName());
                }
            });
            return Future.succeededFuture();
        }));
        rig.awaitReport("looping", State.RUNNING);

        await(supervisor.stopAll());
        assertThat(ended).containsExactly("crier-source-looping-loop-1");
        assertThat(rig.status("looping").lastError()).isEmpty();
    }

    @Test
    void a_loop_that_ignores_its_interrupt_is_given_up_loudly_and_does_not_hold_the_stop() throws Exception {
        SourceSupervisor supervisor = rig.start(ScriptedSource.type("leaking", context -> {
            context.blocking(emitter -> awaitReleaseUninterruptibly());
            return Future.succeededFuture();
        }));
        rig.awaitReport("leaking", State.RUNNING);

        try (CapturedLog log = CapturedLog.of("dev.crier.source.leaking")) {
            Future<Void> stopped = supervisor.stopAll();
            rig.pass(SourceOptions.DEFAULT.stopTimeout());
            rig.pass(Duration.ofSeconds(1));
            await(stopped);
            assertThat(log.errors()).singleElement().asString().contains("ignores interrupts", "leaking-loop-1");
        }
        assertThat(rig.status("leaking").state()).isEqualTo(State.STOPPED);
        assertThat(rig.status("leaking").detail()).startsWith("still runs after its stop: thread crier-source-leaking");
    }

    @Test
    void a_source_is_not_started_again_beside_what_is_left_of_it() throws Exception {
        rig.start(ScriptedSource.type("leaking", context -> {
            context.blocking(emitter -> awaitReleaseUninterruptibly());
            return Future.failedFuture("no luck");
        }));
        rig.awaitReport("leaking", State.BACKING_OFF);
        rig.pass(SourceOptions.DEFAULT.stopTimeout());
        rig.pass(Duration.ofSeconds(1));
        String detail = rig.awaitDetail("leaking", "starts again once this has ended: ");
        assertThat(detail).contains("thread crier-source-leaking-loop-1");

        release.countDown();
        rig.pass(Duration.ofMillis(1_500));
        rig.awaitReport("leaking", State.STARTING);
        assertThat(rig.status("leaking").restarts()).isEqualTo(1);
    }
}
