package dev.crier.testkit;

import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;

/** Passes everything on to an instance of the source at hand, and writes down what happens. Used as any source. */
final class ObservedSource<S extends Record> implements EventSource<S> {

    /** What the hub does to a source that it doesn't do every day. */
    enum Treatment {
        USUAL,
        /** Its first start is given up before it is over. */
        START_GIVEN_UP,
        STOPPED_TWICE;

        /** How the instances after the first one are treated. */
        Treatment later() {
            return this == START_GIVEN_UP ? USUAL : this;
        }
    }

    private final EventSource<S> source;
    private final ObservedRun run;
    private final Treatment treatment;

    private ObservedSource(EventSource<S> source, ObservedRun run, Treatment treatment) {
        this.source = source;
        this.run = run;
        this.treatment = treatment;
    }

    static EventSource<?> of(EventSource<?> source, ObservedRun run, Treatment treatment) {
        return observed(source, run, treatment);
    }

    private static <S extends Record> EventSource<S> observed(
            EventSource<S> source, ObservedRun run, Treatment treatment) {
        return new ObservedSource<>(source, run, treatment);
    }

    @Override
    public String type() {
        return source.type();
    }

    @Override
    public Class<S> settings() {
        return source.settings();
    }

    @Override
    public Future<Void> start(S settings, SourceContext context) {
        run.begins(context);
        Future<Void> started = source.start(settings, new ObservedContext(context, run));
        if (treatment == Treatment.START_GIVEN_UP) {
            context.fail(new IllegalStateException("the contract gives this start up"));
        }
        return started;
    }

    @Override
    public Future<Void> stop() {
        Future<Void> stopping = stopSource();
        if (treatment == Treatment.STOPPED_TWICE) {
            stopping = stopping.compose(stopped -> stopSource());
        }
        run.stops(stopping);
        return stopping;
    }

    private Future<Void> stopSource() {
        try {
            return source.stop();
        } catch (RuntimeException thrown) {
            return Future.failedFuture(thrown);
        }
    }
}
