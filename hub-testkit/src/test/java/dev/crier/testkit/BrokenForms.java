package dev.crier.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.Topic;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Remaining;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Sources that are wrong before they run. */
final class BrokenForms {

    private BrokenForms() {}

    /** No file names it. */
    public static class Unlisted extends TickSource {}

    public static class WantsAnArgument extends TickSource {
        public WantsAnArgument(int first) {
            number = first;
        }
    }

    public static class StartsAThreadWhenMade extends TickSource {
        private final CountDownLatch end = new CountDownLatch(1);
        private final Thread thread = BrokenRuns.thread("made", end::await);

        public StartsAThreadWhenMade() {
            thread.start();
        }

        @Override
        public Future<Void> stop() {
            end.countDown();
            return Future.succeededFuture();
        }
    }

    public static class HasATypeForEachInstance extends TickSource {
        private static final AtomicInteger INSTANCES = new AtomicInteger();
        private final int instance = INSTANCES.incrementAndGet();

        @Override
        public String type() {
            return "tick-" + instance;
        }
    }

    public static class HasATypeInCapitals extends TickSource {
        @Override
        public String type() {
            return "Tick";
        }
    }

    /** A tick with other settings. */
    private abstract static class OtherSettings<S extends Record> implements EventSource<S> {
        private final TickSource tick = new TickSource();
        private final Class<S> settings;

        OtherSettings(Class<S> settings) {
            this.settings = settings;
        }

        abstract TickSource.Settings usual(S other);

        @Override
        public String type() {
            return "other";
        }

        @Override
        public Class<S> settings() {
            return settings;
        }

        @Override
        public Future<Void> start(S other, SourceContext context) {
            return tick.start(usual(other), context);
        }
    }

    public record AnyKey(Topic topic, @Remaining ObjectNode more) {}

    public static class TakesAnyKey extends OtherSettings<AnyKey> {
        public TakesAnyKey() {
            super(AnyKey.class);
        }

        @Override
        TickSource.Settings usual(AnyKey other) {
            return new TickSource.Settings(other.topic, Duration.ofSeconds(1));
        }
    }

    public record Rate(Topic topic, @Default("1000") int rate) {
        public Rate {
            // Whoever writes 0 here learns that something was divided.
            rate = 1_000_000 / rate;
        }
    }

    public static class RefusesWithoutAReason extends OtherSettings<Rate> {
        public RefusesWithoutAReason() {
            super(Rate.class);
        }

        @Override
        TickSource.Settings usual(Rate other) {
            return new TickSource.Settings(other.topic, Duration.ofSeconds(1));
        }
    }

    public record Unchecked(Topic topic, @Default("1s") Duration every) {}

    public static class TakesWhatItCantRunWith extends OtherSettings<Unchecked> {
        public TakesWhatItCantRunWith() {
            super(Unchecked.class);
        }

        @Override
        TickSource.Settings usual(Unchecked other) {
            return new TickSource.Settings(other.topic, other.every);
        }
    }

    public record Overflowing(Topic topic, @Default("1s") Duration every) {
        public Overflowing {
            if (every.isZero() || every.toNanos() < 0) {
                throw new IllegalArgumentException("a period must be positive");
            }
        }
    }

    public static class BlamesNoKey extends OtherSettings<Overflowing> {
        public BlamesNoKey() {
            super(Overflowing.class);
        }

        @Override
        TickSource.Settings usual(Overflowing other) {
            return new TickSource.Settings(other.topic, other.every);
        }
    }
}
