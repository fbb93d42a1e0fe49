package dev.crier.core.source;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.SourceContext;
import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * What one run of a source sees of the hub. It ends with the run: nothing that it scheduled goes on, and nothing that is
 * emitted later gets through.
 *
 * <p>Safe on any thread; what it calls of the source's, it calls on the source's own thread.
 */
final class RunContext implements SourceContext {

    private final SourceRun run;
    private final Emitter emitter;
    private final RunWork work;
    private final SourceState state;

    RunContext(SourceRun run, Emitter emitter, RunWork work, SourceState state) {
        this.run = run;
        this.emitter = emitter;
        this.work = work;
        this.state = state;
    }

    @Override
    public String name() {
        return run.name();
    }

    @Override
    public Vertx vertx() {
        return run.vertx();
    }

    @Override
    public Future<EventId> emit(EventDraft draft) {
        return run.answer(() -> emitter.emit(draft));
    }

    @Override
    public Future<List<EventId>> emitAll(List<EventDraft> drafts) {
        return run.answer(() -> emitter.emitAll(drafts));
    }

    @Override
    public int maxInFlight() {
        return run.options().maxInFlight();
    }

    @Override
    public void every(Duration period, Supplier<Future<?>> task) {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("a period must be positive, not " + period);
        }
        work.repeat(period, () -> {
            Instant begun = clock().instant();
            return task.get().map(done -> untilNext(begun, period));
        });
    }

    /** A second or more is jittered by a tenth at most, so that sources of the same period don't march in step. */
    private Duration untilNext(Instant begun, Duration period) {
        long nanos = period.toNanos();
        if (period.compareTo(Duration.ofSeconds(1)) >= 0) {
            nanos += (long) ((run.timing().random().getAsDouble() - 0.5) / 5 * nanos);
        }
        return Duration.between(clock().instant(), begun.plusNanos(nanos));
    }

    @Override
    public void repeatedly(Supplier<Future<Duration>> task) {
        work.repeat(Duration.ofSeconds(1), task);
    }

    @Override
    public void blocking(BlockingLoop loop) {
        work.loop(loop, emitter::emitAndWait);
    }

    @Override
    public void fail(Throwable cause) {
        run.failed(cause);
    }

    @Override
    public void degraded(String detail) {
        run.health().raise(this, detail);
    }

    @Override
    public void healthy() {
        run.health().clear(this);
    }

    @Override
    public SourceState state() {
        return state;
    }

    @Override
    public Future<Boolean> historyEmpty(TopicFilter filter) {
        return run.answer(() -> empty(filter, 0));
    }

    private Future<Boolean> empty(TopicFilter filter, long after) {
        return run.hub()
                .log()
                .read(filter, after, Long.MAX_VALUE, 1, Long.MAX_VALUE)
                .compose(page -> found(page) || !page.more()
                        ? Future.succeededFuture(!found(page))
                        : empty(filter, page.through()));
    }

    private static boolean found(Page page) {
        return !page.records().isEmpty();
    }

    @Override
    public URI hub() {
        return run.hub().address();
    }

    @Override
    public Clock clock() {
        return run.timing().clock();
    }

    @Override
    public Logger logger() {
        return run.logger();
    }
}
