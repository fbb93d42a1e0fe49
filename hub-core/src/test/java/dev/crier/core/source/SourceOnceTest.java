package dev.crier.core.source;

import static dev.crier.core.source.Rig.TOPIC;
import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.EventDraft;
import dev.crier.core.Fence;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that must run once in a cluster. */
@Timeout(60)
class SourceOnceTest {

    private static final Duration STEP = Turn.LASTS.dividedBy(3);

    private final Rig rig = new Rig();
    private final Leases leases = new Leases();
    private final BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
    private final AtomicInteger stops = new AtomicInteger();

    /** Gives leases as a test says. */
    private static final class Leases extends EmptyLog {

        private final AtomicLong tokens = new AtomicLong();
        private final AtomicInteger released = new AtomicInteger();
        private volatile boolean free = true;
        private volatile boolean renewable = true;

        @Override
        public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
            return Future.succeededFuture(free ? Optional.of(lease(tokens.incrementAndGet())) : Optional.empty());
        }

        private Lease lease(long token) {
            return new Lease() {
                @Override
                public long token() {
                    return token;
                }

                @Override
                public Future<Void> renew() {
                    return renewable ? Future.succeededFuture() : Future.failedFuture("it has another holder");
                }

                @Override
                public Future<Void> release() {
                    released.incrementAndGet();
                    return Future.succeededFuture();
                }
            };
        }
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private SourceType once() {
        SourceType each = ScriptedSource.type(
                "feed",
                context -> {
                    runs.add(context);
                    return Future.succeededFuture();
                },
                () -> {
                    stops.incrementAndGet();
                    return Future.succeededFuture();
                });
        return new SourceType(each.name(), each.settings(), each.origin(), each.loader(), true, each.factory());
    }

    private void start() throws Exception {
        rig.log = leases;
        rig.start(once());
    }

    private Fence fenceOfAnEvent() throws Exception {
        await(runs.take().emit(EventDraft.of(TOPIC, "an event")));
        return rig.nextEvent().fence();
    }

    @Test
    void it_publishes_under_its_lease() throws Exception {
        start();
        rig.awaitStates(State.RUNNING, "feed");
        assertThat(fenceOfAnEvent()).isEqualTo(new Fence("source/feed", 1));
        rig.pass(STEP);
        rig.pass(STEP);
        rig.pass(STEP);
        rig.pass(STEP);
        rig.settle();
        assertThat(rig.status("feed").state()).isEqualTo(State.RUNNING);
        assertThat(stops).hasValue(0);
    }

    @Test
    void it_waits_while_another_hub_has_the_lease_and_takes_over_when_that_is_free() throws Exception {
        leases.free = false;
        start();
        rig.awaitStates(State.STANDBY, "feed");
        rig.pass(STEP);
        assertThat(runs).isEmpty();
        leases.free = true;
        rig.pass(STEP);
        rig.awaitStates(State.RUNNING, "feed");
        assertThat(fenceOfAnEvent()).isEqualTo(new Fence("source/feed", 1));
    }

    @Test
    void it_stops_when_the_lease_was_not_renewed_in_time_and_waits_for_its_next_turn() throws Exception {
        start();
        rig.awaitStates(State.RUNNING, "feed");
        runs.take();
        leases.renewable = false;
        leases.free = false;
        rig.pass(STEP);
        rig.settle();
        rig.pass(STEP);
        rig.settle();
        assertThat(rig.status("feed").state()).isEqualTo(State.RUNNING);
        rig.pass(STEP);
        rig.awaitStates(State.STANDBY, "feed");
        leases.renewable = true;
        leases.free = true;
        rig.pass(STEP);
        rig.awaitStates(State.RUNNING, "feed");
        assertThat(stops).hasValue(1);
        assertThat(fenceOfAnEvent()).isEqualTo(new Fence("source/feed", 2));
    }

    @Test
    void it_gives_the_lease_back_when_it_is_stopped() throws Exception {
        start();
        rig.awaitStates(State.RUNNING, "feed");
        assertThat(await(rig.supervisor().stop("feed")).state()).isEqualTo(State.STOPPED);
        rig.settle();
        assertThat(leases.released).hasValue(1);
        assertThat(rig.time.delays()).as("nothing is renewed any more").isEmpty();
        await(rig.supervisor().start("feed"));
        rig.awaitStates(State.RUNNING, "feed");
    }

    @Test
    void it_gives_the_lease_back_when_it_fails_so_that_another_hub_may_run_it() throws Exception {
        start();
        rig.awaitStates(State.RUNNING, "feed");
        leases.free = false;
        runs.take().fail(new IllegalStateException("broken"));
        rig.awaitStates(State.BACKING_OFF, "feed");
        rig.pass(Duration.ofMillis(1_500));
        rig.awaitStates(State.STANDBY, "feed");
        assertThat(leases.released).hasValue(1);
    }

    @Test
    void a_source_that_waits_can_be_stopped() throws Exception {
        leases.free = false;
        start();
        rig.awaitStates(State.STANDBY, "feed");
        assertThat(await(rig.supervisor().stop("feed")).state()).isEqualTo(State.STOPPED);
        assertThat(rig.time.delays()).as("nothing is tried any more").isEmpty();
    }

    @Test
    void the_configuration_says_otherwise() throws Exception {
        rig.log = leases;
        rig.supervisor(once());
        await(rig.supervisor()
                .startAll(List.of(new SourceDefinition(
                        "feed",
                        "feed",
                        Optional.of(SourceDefinition.Run.EACH),
                        JsonNodeFactory.instance.objectNode()))));
        rig.awaitStates(State.RUNNING, "feed");
        assertThat(fenceOfAnEvent()).isEqualTo(Fence.NONE);
        assertThat(leases.tokens).hasValue(0);
    }
}
