package dev.crier.core.source;

import dev.crier.core.settings.Default;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** A source that does what a test says. */
record ScriptedSource(String type, Function<SourceContext, Future<Void>> onStart, Supplier<Future<Void>> onStop)
        implements EventSource<ScriptedSource.Settings> {

    /** What the tests configure. */
    record Settings(@Default("hello") String greeting) {

        Settings {
            if (greeting.isEmpty()) {
                throw new IllegalArgumentException("greeting must not be empty");
            }
        }
    }

    static SourceType type(String name, Function<SourceContext, Future<Void>> onStart) {
        return type(name, onStart, Future::succeededFuture);
    }

    static SourceType type(String name, Function<SourceContext, Future<Void>> onStart, Supplier<Future<Void>> onStop) {
        return SourceType.of("a test", () -> new ScriptedSource(name, onStart, onStop));
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Future<Void> start(Settings settings, SourceContext context) {
        return onStart.apply(context);
    }

    @Override
    public Future<Void> stop() {
        return onStop.get();
    }
}
