package dev.crier.sources.rss;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Publishes some items one after the other, and remembers each once the hub has it.
 *
 * <p>An item that the hub will never take is left out and told about, so that it doesn't hold up the others; any other
 * failure ends the publication, and what wasn't published then is still unknown. Confined to the thread of the source.
 */
final class Publication {

    private final Iterator<FeedItem> items;
    private final Function<FeedItem, EventDraft> drafts;
    private final Function<EventDraft, Future<EventId>> emit;
    private final Seen seen;
    private final List<String> refused = new ArrayList<>();
    private final Promise<List<String>> promise = Promise.promise();

    Publication(
            List<FeedItem> items,
            Function<FeedItem, EventDraft> drafts,
            Function<EventDraft, Future<EventId>> emit,
            Seen seen) {
        this.items = items.iterator();
        this.drafts = drafts;
        this.emit = emit;
        this.seen = seen;
    }

    /** Begins; completes with what was refused, for people. */
    Future<List<String>> start() {
        next();
        return promise.future();
    }

    /** A loop rather than a call from each completion, so that a thousand immediate ones need no thousand stack frames. */
    private void next() {
        while (items.hasNext() && !promise.future().isComplete()) {
            FeedItem item = items.next();
            Future<EventId> emitted = emit.apply(drafts.apply(item));
            if (!emitted.isComplete()) {
                emitted.onComplete(result -> {
                    ended(item, result);
                    next();
                });
                return;
            }
            ended(item, emitted);
        }
        promise.tryComplete(refused);
    }

    private void ended(FeedItem item, AsyncResult<EventId> result) {
        if (result.failed() && !settled(item, result.cause())) {
            promise.tryFail(result.cause());
        } else {
            seen.add(item);
        }
    }

    /** Whether trying again would change nothing: the hub has it in an earlier version, or will never take it. */
    private boolean settled(FeedItem item, Throwable cause) {
        if (!(cause instanceof PublishException failure)) {
            return false;
        }
        return switch (failure.reason()) {
            case CONFLICT -> true;
            case INVALID, FORBIDDEN, TOO_LARGE ->
                refused.add("the hub refused '" + PlainText.of(item.identity(), 100) + "': " + failure.getMessage());
            case OVERLOADED, NO_SPACE, UNAVAILABLE, FENCED -> false;
        };
    }
}
