package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;

/** Sources that keep their place wrongly. */
final class BrokenReaders {

    private BrokenReaders() {}

    public static class ForgetsItsPlace extends ReaderSource {
        @Override
        Future<Void> keep(int place, SourceContext context) {
            return context.state().put("last-read", String.valueOf(place));
        }
    }

    public static class KeepsItsPlaceTooEarly extends ReaderSource {
        @Override
        Future<?> publish(int page, TickSource.Settings settings, SourceContext context) {
            return keep(page + 1, context).compose(kept -> context.emit(draft(page, settings)));
        }
    }

    public static class RepeatsWithoutAKey extends ReaderSource {
        @Override
        EventDraft draft(int page, TickSource.Settings settings) {
            return super.draft(page, settings).withIdempotency(IdempotencyKey.NONE);
        }
    }

    public static class BeginsAtTheEnd extends ReaderSource {
        @Override
        Future<Integer> place(SourceContext context) {
            return context.state().get("place").map(kept -> kept.isPresent() ? BOOK.size() : 0);
        }
    }
}
