package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.settings.Default;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.time.Duration;

/** The simplest sound source: it counts, from time to time. */
public class TickSource implements EventSource<TickSource.Settings> {

    int number;

    public record Settings(Topic topic, @Default("1s") Duration every) {
        public Settings {
            if (every.isZero()) {
                throw new IllegalArgumentException("every must be positive, such as 1s");
            }
        }
    }

    @Override
    public String type() {
        return "tick";
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Future<Void> start(Settings settings, SourceContext context) {
        context.every(settings.every(), () -> tick(settings, context));
        return Future.succeededFuture();
    }

    Future<?> tick(Settings settings, SourceContext context) {
        return context.emit(draft(settings)).onSuccess(id -> number++);
    }

    EventDraft draft(Settings settings) {
        return EventDraft.of(settings.topic(), "tick " + number);
    }
}
