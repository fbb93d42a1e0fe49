package dev.crier.testkit;

import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one instance of a source was asked and what it asked, from its start to its stop. Safe on any thread. */
final class ObservedRun {

    private final Signal signal;
    private final List<Emission> emissions = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger loops = new AtomicInteger();
    private final Promise<Void> stopped = Promise.promise();
    private volatile @Nullable SourceContext context;

    ObservedRun(Signal signal) {
        this.signal = signal;
    }

    /** It starts, and gets this context of the hub. */
    void begins(SourceContext itsContext) {
        context = itsContext;
        signal.happened();
    }

    /** What the hub gave it; empty until it starts. */
    Optional<SourceContext> context() {
        return Optional.ofNullable(context);
    }

    /** It asked something of its context. */
    void asks() {
        calls.incrementAndGet();
        signal.happened();
    }

    /** How often it asked something of its context. */
    int calls() {
        return calls.get();
    }

    void emits(Emission emission) {
        emissions.add(emission);
        signal.happened();
    }

    /** What it emitted, in order. */
    List<Emission> emissions() {
        return List.copyOf(emissions);
    }

    /** What of that has no answer yet. */
    List<Emission> unanswered() {
        return emissions.stream().filter(Emission::unanswered).toList();
    }

    void loopBegins() {
        loops.incrementAndGet();
    }

    void loopEnds() {
        loops.decrementAndGet();
        signal.happened();
    }

    void stops(Future<Void> stopping) {
        stopping.onComplete(stopped);
    }

    /** What its stop answered. */
    Future<Void> stopped() {
        return stopped.future();
    }

    /** Whether its stop was answered and no blocking loop of it runs. */
    boolean over() {
        return stopped.future().isComplete() && loops.get() == 0;
    }
}
