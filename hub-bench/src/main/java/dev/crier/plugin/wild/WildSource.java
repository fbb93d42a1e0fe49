package dev.crier.plugin.wild;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A source that harms whom it can, in the way that its settings say. */
public final class WildSource implements EventSource<WildSource.Settings> {

    private static final int LEAK = 64 << 20;
    private static final int AT_ONCE = 5_000;
    private static final int LEAKED_TIMERS = 200;
    /** More than the limit of a file that the suite sets, and less than that of a state. */
    private static final int TOO_BIG = 700_000;

    /** What a source leaks while it runs. */
    private final List<byte[]> leaked = new ArrayList<>();

    private int kept;

    /** How it misbehaves. */
    public enum Kind {
        /** Throws. */
        THROWS,
        /** Never gives its thread back. */
        BLOCKS,
        /** Fills the heap, sets timers without end, and fails. */
        LEAKS,
        /** Emits without waiting for anything. */
        FLOODS,
        /** Keeps more than the disk takes, now and then. */
        FILLS
    }

    /**
     * Its settings.
     *
     * @param topic where it publishes
     * @param kind how it misbehaves
     */
    public record Settings(Topic topic, Kind kind) {}

    /** Makes one that has done nothing yet. */
    public WildSource() {}

    @Override
    public String type() {
        return "wild";
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Future<Void> start(Settings settings, SourceContext context) {
        EventDraft draft = EventDraft.of(settings.topic(), "wild");
        switch (settings.kind()) {
            case THROWS ->
                context.blocking(emitter -> {
                    emitter.emit(draft);
                    throw new IllegalStateException("thrown on purpose");
                });
            case BLOCKS ->
                context.every(Duration.ofMillis(10), () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.park(this);
                    }
                    return Future.succeededFuture();
                });
            case LEAKS -> leak(context);
            case FLOODS ->
                context.every(Duration.ofMillis(1), () -> {
                    List<Future<?>> all = new ArrayList<>();
                    for (int i = 0; i < AT_ONCE; i++) {
                        all.add(context.emit(draft));
                    }
                    return Future.join(all).otherwiseEmpty();
                });
            case FILLS -> {
                return context.state().get("kept").compose(before -> {
                    kept = before.map(Integer::parseInt).orElse(0);
                    context.every(Duration.ofMillis(20), () -> keep(settings, context));
                    return say(settings, context, "resumed " + kept);
                });
            }
        }
        return Future.succeededFuture();
    }

    private void leak(SourceContext context) {
        leaked.add(new byte[LEAK]);
        for (int i = 0; i < LEAKED_TIMERS; i++) {
            context.every(Duration.ofHours(1), Future::succeededFuture);
        }
        context.every(Duration.ofMillis(300), () -> {
            if (leaked.size() > 1) {
                context.fail(new IllegalStateException("leaked on purpose"));
            }
            leaked.add(new byte[1]);
            return Future.succeededFuture();
        });
    }

    private Future<Void> keep(Settings settings, SourceContext context) {
        int next = kept + 1;
        String ballast = next % 10 == 5 ? "x".repeat(TOO_BIG) : "-";
        return context.state()
                .put(Map.of("kept", String.valueOf(next), "ballast", ballast))
                .recover(full -> {
                    context.degraded(String.valueOf(full.getMessage()));
                    return say(settings, context, "full at " + next)
                            .compose(said -> context.state().put(Map.of("kept", String.valueOf(next), "ballast", "-")));
                })
                .compose(stored -> {
                    kept = next;
                    return say(settings, context, "kept " + next);
                });
    }

    private static Future<Void> say(Settings settings, SourceContext context, String text) {
        return context.emit(EventDraft.of(settings.topic(), text)).mapEmpty();
    }
}
