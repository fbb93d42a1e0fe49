package dev.crier.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.engine.Hub;
import dev.crier.core.engine.HubOptions;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.source.SourceCatalog;
import dev.crier.core.source.SourceHub;
import dev.crier.core.source.SourceOptions;
import dev.crier.core.source.SourceSupervisor;
import dev.crier.core.source.SourceType;
import dev.crier.testkit.ObservedSource.Treatment;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The hub's own core as the contract of sources drives it: on time that the test moves, and with a log and states that can
 * be made to keep silent or to refuse.
 *
 * <p>Called by the test's thread.
 */
final class DrivenHub {

    /** How many events a source may have in flight here: few, so that one that doesn't wait is found soon. */
    static final int MAX_IN_FLIGHT = 8;

    /** How long its log recognises repeats. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final URI ADDRESS = URI.create("http://127.0.0.1:1");

    private final Vertx vertx;
    private final TestedSource tested;
    private final Runnable somethingNew;
    private final Signal signal = new Signal();
    private final MovableTime time = new MovableTime(new MovableClock(START), signal);
    private final SwitchedStates states = new SwitchedStates();
    private final SwitchedLog log;
    private final Hub hub;
    private final List<DrivenSource> sources = new ArrayList<>();
    private Set<String> own = Set.of();

    /**
     * Makes a hub that isn't started.
     *
     * @param somethingNew makes the feed have something to say that it hasn't said yet
     */
    DrivenHub(Vertx vertx, TestedSource tested, Runnable somethingNew) {
        this.vertx = vertx;
        this.tested = tested;
        this.somethingNew = somethingNew;
        HistoryOptions options = HistoryOptions.DEFAULT
                .withRetention(topic -> LogBounds.WIDE.retention())
                .withIdempotency(REMEMBERED, 100_000);
        this.log = new SwitchedLog(new MemoryEventLog(vertx, options, time.clock()), signal);
        this.hub = Hub.create(vertx, log, HubOptions.DEFAULT);
    }

    void start() {
        Patience.await(hub.start(), "the hub has not started");
        own = Set.copyOf(vertx.deploymentIDs());
    }

    TestedSource tested() {
        return tested;
    }

    SwitchedLog log() {
        return log;
    }

    SwitchedStates states() {
        return states;
    }

    MovableTime time() {
        return time;
    }

    Signal signal() {
        return signal;
    }

    /** Makes the feed have something new. */
    void somethingNew() {
        somethingNew.run();
    }

    /** How long nothing must happen to be sure that nothing will. */
    static Duration silence() {
        return patience().dividedBy(20);
    }

    static Duration patience() {
        return Duration.ofSeconds(Patience.seconds);
    }

    /** A source that isn't started. */
    DrivenSource source(String name) {
        return source(name, Treatment.USUAL, tested.settingsOf(name));
    }

    /** The same, for another treatment of its instances. */
    DrivenSource source(String name, Treatment treatment) {
        return source(name, treatment, tested.settingsOf(name));
    }

    /** The same, with other settings. */
    DrivenSource source(String name, Treatment treatment, ObjectNode settings) {
        DrivenSource source = new DrivenSource(this, name, treatment, settings);
        sources.add(source);
        return source;
    }

    /** A supervisor for one source, so that it can be stopped without others. */
    SourceSupervisor supervisor(SourceType type) {
        SourceHub surroundings =
                new SourceHub(hub.publisher()::publish, hub.ownPublisher()::publish, log, ADDRESS, states);
        return onContext(() ->
                new SourceSupervisor(vertx, SourceCatalog.of(List.of(type)), surroundings, options(), time.timing()));
    }

    /** Those of every hub, but that a test judges what is in time, and that a source has few places for what it emits. */
    private static SourceOptions options() {
        SourceOptions usual = SourceOptions.DEFAULT;
        Duration blockedAfter = patience().dividedBy(4);
        return new SourceOptions(
                MovableTime.FAR,
                MovableTime.FAR,
                usual.backoffMin(),
                usual.backoffMax(),
                usual.stableAfter(),
                blockedAfter,
                blockedAfter.multipliedBy(12),
                MAX_IN_FLIGHT,
                usual.maxInFlightBytes());
    }

    private <T> T onContext(Supplier<T> task) {
        Promise<T> done = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(now -> done.complete(task.get()));
        return Patience.await(done.future(), "the hub does nothing");
    }

    /** The verticles that sources deployed and left. */
    Set<String> verticlesOfSources() {
        Set<String> left = new HashSet<>(vertx.deploymentIDs());
        left.removeAll(own);
        return left;
    }

    /** Ends everything, whatever it does. */
    void close() {
        log.switchOn();
        states.switchOn();
        sources.forEach(DrivenSource::abandon);
        Patience.await(hub.stop(), "the hub has not stopped");
        verticlesOfSources().forEach(vertx::undeploy);
    }
}
