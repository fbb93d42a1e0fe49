package dev.crier.server;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;

/** A source of a plugin that remembers how often it was started, and says so: {@code start 1}, {@code start 2}. */
public final class StartsSource implements EventSource<StartsSource.Settings> {

    private static final String STARTS = "starts";

    /** Where it says so. */
    public record Settings(Topic topic) {}

    @Override
    public String type() {
        return "starts";
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Future<Void> start(Settings settings, SourceContext context) {
        return context.state()
                .get(STARTS)
                .map(known -> String.valueOf(1 + known.map(Integer::parseInt).orElse(0)))
                .compose(starts -> context.state()
                        .put(STARTS, starts)
                        .compose(kept -> context.emit(EventDraft.of(settings.topic(), "start " + starts))))
                .mapEmpty();
    }
}
