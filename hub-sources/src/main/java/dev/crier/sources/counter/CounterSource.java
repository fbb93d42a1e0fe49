package dev.crier.sources.counter;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * The source {@code counter}: {@code stream started}, and then {@code event #0}, {@code event #1} and so on.
 *
 * <p>Each start begins anew. A number that the hub did not take, or whose answer was lost, is sent again under the same
 * idempotency key, so that no number is ever missing or there twice. Everything runs on the source's own thread.
 */
public final class CounterSource implements EventSource<CounterSettings> {

    /** The data of the first event after each start. */
    public static final String STARTED = "stream started";

    private static final long BEFORE_THE_FIRST = -1;

    private final String run = UUID.randomUUID().toString();
    private long number = BEFORE_THE_FIRST;

    @Override
    public String type() {
        return "counter";
    }

    @Override
    public Class<CounterSettings> settings() {
        return CounterSettings.class;
    }

    @Override
    public Future<Void> start(CounterSettings settings, SourceContext context) {
        context.every(
                settings.every(), () -> context.emit(draft(settings, context)).onSuccess(id -> number++));
        return Future.succeededFuture();
    }

    private EventDraft draft(CounterSettings settings, SourceContext context) {
        String data = number == BEFORE_THE_FIRST ? STARTED : "event #" + number;
        return EventDraft.of(settings.topic(), data)
                .withIdempotency(new IdempotencyKey("hub/sources/" + context.name(), run + "/" + number));
    }
}
