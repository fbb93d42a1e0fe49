package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sound source that keeps its place: it reads a book to which pages are added. */
public class ReaderSource implements EventSource<TickSource.Settings> {

    static final List<String> BOOK = new CopyOnWriteArrayList<>();

    @Override
    public String type() {
        return "reader";
    }

    @Override
    public Class<TickSource.Settings> settings() {
        return TickSource.Settings.class;
    }

    @Override
    public Future<Void> start(TickSource.Settings settings, SourceContext context) {
        return place(context)
                .onSuccess(place -> {
                    int[] next = {place};
                    context.every(settings.every(), () -> read(next, settings, context));
                })
                .mapEmpty();
    }

    private Future<?> read(int[] next, TickSource.Settings settings, SourceContext context) {
        return next[0] >= BOOK.size()
                ? Future.succeededFuture()
                : publish(next[0], settings, context).compose(published -> {
                    next[0]++;
                    return read(next, settings, context);
                });
    }

    Future<Integer> place(SourceContext context) {
        return context.state()
                .get("place")
                .map(kept -> kept.map(Integer::valueOf).orElse(0));
    }

    Future<?> publish(int page, TickSource.Settings settings, SourceContext context) {
        return context.emit(draft(page, settings)).compose(id -> keep(page + 1, context));
    }

    EventDraft draft(int page, TickSource.Settings settings) {
        return EventDraft.of(settings.topic(), BOOK.get(page))
                .withIdempotency(new IdempotencyKey("reader", "page " + page));
    }

    Future<Void> keep(int place, SourceContext context) {
        return context.state().put("place", String.valueOf(place));
    }
}
