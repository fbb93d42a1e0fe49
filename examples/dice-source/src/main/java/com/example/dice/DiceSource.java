package com.example.dice;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.settings.Default;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Random;

/** Throws a die now and then, and publishes what it shows. */
public final class DiceSource implements EventSource<DiceSource.Settings> {

    /** What stands in the configuration, in kebab case; a bad value is refused with the message of the exception. */
    public record Settings(Topic topic, @Default("1s") Duration every, @Default("6") int sides) {
        public Settings {
            if (every.isZero()) {
                throw new IllegalArgumentException("every must be positive, such as 1s");
            }
            if (sides < 2) {
                throw new IllegalArgumentException("sides must be at least 2, not " + sides);
            }
        }
    }

    @Override
    public String type() {
        return "dice";
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Future<Void> start(Settings settings, SourceContext context) {
        Random random = new Random();
        context.every(settings.every(), () -> {
            int shown = 1 + random.nextInt(settings.sides());
            return context.emit(EventDraft.of(settings.topic(), String.valueOf(shown)));
        });
        return Future.succeededFuture();
    }
}
