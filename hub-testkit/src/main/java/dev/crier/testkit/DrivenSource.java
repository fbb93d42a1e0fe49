package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.Event;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.settings.Settings;
import dev.crier.core.source.SourceDefinition;
import dev.crier.core.source.SourceStatus;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.source.SourceSupervisor;
import dev.crier.core.source.SourceType;
import dev.crier.core.spi.EventSource;
import dev.crier.testkit.ObservedSource.Treatment;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * One source of the class at hand as the contract drives it: run by a supervisor of the hub's own, each of its instances
 * observed.
 *
 * <p>Called by the test's thread.
 */
final class DrivenSource {

    private static final Duration ROUND = Duration.ofMillis(50);
    /** What the hub says of a source that holds its thread. */
    private static final String BLOCKS = "it blocks its thread";

    private static final Set<State> RUNNING = Set.of(State.RUNNING, State.DEGRADED);

    private final DrivenHub hub;
    private final SourceDefinition definition;
    private final SourceType type;
    private final SourceSupervisor supervisor;
    private final List<ObservedRun> runs = new CopyOnWriteArrayList<>();
    private final Treatment treatment;

    DrivenSource(DrivenHub hub, String name, Treatment treatment, ObjectNode settings) {
        this.hub = hub;
        this.treatment = treatment;
        this.type = hub.tested().type(this::observed);
        this.definition = new SourceDefinition(name, type.name(), settings);
        this.supervisor = hub.supervisor(type);
    }

    private EventSource<?> observed(EventSource<?> instance) {
        ObservedRun run = new ObservedRun(hub.signal());
        EventSource<?> observed = ObservedSource.of(instance, run, runs.isEmpty() ? treatment : treatment.later());
        runs.add(run);
        return observed;
    }

    // ---- what is done with it

    /** Has the hub start it, without waiting for more. */
    DrivenSource begin() {
        Patience.await(supervisor.startAll(List.of(definition)), "the hub does not start its sources");
        return this;
    }

    /** Starts it, and waits until it runs. */
    DrivenSource start() {
        return start(4);
    }

    /**
     * Starts it, and waits until it runs.
     *
     * @param rule which rule is broken if it doesn't
     */
    DrivenSource start(int rule) {
        hub.tested().checkHope();
        begin();
        if (!until(() -> status().state() != State.STARTING)) {
            despair("rule " + rule + ": its start has not completed after " + Patience.seconds + " s");
        }
        if (!RUNNING.contains(status().state())) {
            fail("rule " + rule + ": its start failed: " + status().detail());
        }
        return this;
    }

    private void despair(String complaint) {
        hub.tested().despair(complaint);
        fail(complaint);
    }

    /** Has the hub stop it; completes when nothing of it is left. */
    Future<Void> stopping() {
        return supervisor.stopAll();
    }

    /** Stops it, and waits until nothing of it is left. */
    void stop() {
        if (!until(stopping()::isComplete)) {
            despair("rule 7: it has not stopped after " + Patience.seconds + " s");
        }
        for (ObservedRun run : runs) {
            if (run.stopped().failed()) {
                fail(
                        "rule 7: its stop failed: " + run.stopped().cause(),
                        run.stopped().cause());
            }
        }
    }

    /** Ends it as far as the hub can, whatever it does. */
    void abandon() {
        Future<Void> stopping = stopping();
        if (!hub.signal().await(stopping::isComplete, DrivenHub.patience().dividedBy(4))) {
            hub.time().passFar();
            hub.signal().await(stopping::isComplete, DrivenHub.silence());
            hub.time().passFar();
        }
    }

    // ---- what it says

    SourceStatus status() {
        return supervisor.statuses().get(0);
    }

    /** Whether its health has told of an error of its own. */
    boolean saysWhatIsWrong() {
        return status().lastError().filter(error -> !error.contains(BLOCKS)).isPresent();
    }

    /** Its settings, as it gets them. */
    Record settings() {
        return Settings.bind(definition.settings(), type.settings());
    }

    /** All its instances, oldest first. */
    List<ObservedRun> runs() {
        return List.copyOf(runs);
    }

    /** Its newest instance. */
    ObservedRun run() {
        return runs.get(runs.size() - 1);
    }

    /** What it handed to its contexts, oldest first. */
    List<Emission> emissions() {
        return runs.stream().flatMap(run -> run.emissions().stream()).toList();
    }

    /** What of that was refused because the log refused it. */
    List<Emission.Content> lost() {
        return emissions().stream()
                .filter(emission -> emission.refusedFor(Set.of(Reason.UNAVAILABLE)))
                .flatMap(emission -> emission.contents().stream())
                .toList();
    }

    /** What the log has of it, in its order. */
    List<Event> published() {
        Set<Emission.Content> emitted = new HashSet<>();
        emissions().forEach(emission -> emitted.addAll(emission.contents()));
        return hub.log().events().stream()
                .filter(event -> emitted.contains(Emission.Content.of(event)))
                .toList();
    }

    // ---- waiting

    /** Goes on until it has published so many events more, with a feed that has always something new. */
    DrivenSource awaitMore(int events) {
        int enough = published().size() + events;
        if (!goOnUntil(() -> published().size() >= enough)) {
            int missing = enough - published().size();
            fail("after " + Patience.seconds + " s, " + missing + " of " + events
                    + " events that were to come were still missing, although the feed had something new and time went on;"
                    + " does somethingNew() make it say something? Its health: " + status());
        }
        return this;
    }

    /** Goes on, feeding it and moving time, until it is so; whether it is in time. */
    boolean goOnUntil(BooleanSupplier so) {
        return goOnUntil(so, true);
    }

    /** The same with a feed that has nothing new. */
    boolean goOnUnfedUntil(BooleanSupplier so) {
        return goOnUntil(so, false);
    }

    private boolean goOnUntil(BooleanSupplier so, boolean fed) {
        long end = System.nanoTime() + DrivenHub.patience().toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            round(fed, ROUND);
        }
        return true;
    }

    /**
     * One round: a step in time, and at most a moment for what comes of it and for the hub to answer.
     *
     * @param fed whether the feed gets something new
     */
    void round(boolean fed, Duration moment) {
        int calls = calls();
        if (fed) {
            hub.somethingNew();
        }
        hub.time().step();
        hub.signal().await(() -> (calls() > calls || hub.time().hasNext()) && answered(), moment);
        complainIfItBlocks();
    }

    private boolean answered() {
        return runs.isEmpty() || run().unanswered().isEmpty();
    }

    private int calls() {
        return runs.stream().mapToInt(ObservedRun::calls).sum()
                + hub.log().events().size();
    }

    /** Waits until it is so, without moving time or feeding it; whether it is in time. */
    boolean until(BooleanSupplier so) {
        return hub.signal().await(so, DrivenHub.patience());
    }

    /** Waits until it asks nothing more, while time stands still and its feed has nothing new; whether it is in time. */
    boolean settles() {
        long end = System.nanoTime() + DrivenHub.patience().toNanos();
        while (System.nanoTime() < end) {
            int before = calls();
            if (!hub.signal().await(() -> calls() > before, DrivenHub.silence())) {
                return true;
            }
        }
        return false;
    }

    private void complainIfItBlocks() {
        String detail = status().detail();
        if (detail.contains(BLOCKS)) {
            fail("rule 4: " + detail);
        }
    }
}
