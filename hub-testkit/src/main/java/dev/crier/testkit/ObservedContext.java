package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.SourceContext;
import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Passes everything on to the context that the hub gave a source, and writes down what the source asks. Safe on any thread. */
final class ObservedContext implements SourceContext {

    private final SourceContext context;
    private final ObservedRun run;

    ObservedContext(SourceContext context, ObservedRun run) {
        this.context = context;
        this.run = run;
    }

    @Override
    public String name() {
        return context.name();
    }

    @Override
    public Vertx vertx() {
        return context.vertx();
    }

    @Override
    public Future<EventId> emit(EventDraft draft) {
        run.asks();
        Future<EventId> answer = context.emit(draft);
        run.emits(new Emission(List.of(draft), answer, false));
        return answer;
    }

    @Override
    public Future<List<EventId>> emitAll(List<EventDraft> drafts) {
        run.asks();
        Future<List<EventId>> answer = context.emitAll(drafts);
        run.emits(new Emission(drafts, answer, false));
        return answer;
    }

    @Override
    public int maxInFlight() {
        return context.maxInFlight();
    }

    @Override
    public void every(Duration period, Supplier<Future<?>> work) {
        run.asks();
        context.every(period, work);
    }

    @Override
    public void repeatedly(Supplier<Future<Duration>> work) {
        run.asks();
        context.repeatedly(work);
    }

    @Override
    public void blocking(BlockingLoop loop) {
        run.asks();
        context.blocking(emitter -> {
            run.loopBegins();
            try {
                loop.run(draft -> emit(draft, emitter));
            } finally {
                run.loopEnds();
            }
        });
    }

    private EventId emit(EventDraft draft, BlockingEmitter emitter) throws InterruptedException {
        run.asks();
        Promise<EventId> answer = Promise.promise();
        run.emits(new Emission(List.of(draft), answer.future(), true));
        try {
            EventId id = emitter.emit(draft);
            answer.complete(id);
            return id;
        } catch (InterruptedException | RuntimeException failed) {
            answer.fail(failed);
            throw failed;
        }
    }

    @Override
    public void fail(Throwable cause) {
        run.asks();
        context.fail(cause);
    }

    @Override
    public void degraded(String detail) {
        run.asks();
        context.degraded(detail);
    }

    @Override
    public void healthy() {
        run.asks();
        context.healthy();
    }

    @Override
    public SourceState state() {
        SourceState state = context.state();
        return new SourceState() {
            @Override
            public Future<Optional<String>> get(String key) {
                run.asks();
                return state.get(key);
            }

            @Override
            public Future<Void> put(Map<String, String> values) {
                run.asks();
                return state.put(values);
            }
        };
    }

    @Override
    public Future<Boolean> historyEmpty(TopicFilter filter) {
        run.asks();
        return context.historyEmpty(filter);
    }

    @Override
    public URI hub() {
        return context.hub();
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public Logger logger() {
        return context.logger();
    }
}
