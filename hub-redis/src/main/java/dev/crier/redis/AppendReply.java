package dev.crier.redis;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.spi.Appended;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.Optional;

/**
 * What the engine said to one append, in the words of {@code append.lua}; neither a reason nor an answer if its connection has
 * ended, so that nobody knows. Immutable.
 *
 * @param rewind why it wasn't executed, and has to be sent again
 * @param answer what its publisher is told
 */
record AppendReply(Optional<Rewind> rewind, Optional<Future<Appended>> answer) {

    /** Why sending has to begin again. */
    enum Rewind {
        /** What was before it isn't there. */
        OUT_OF_ORDER,
        /** The engine doesn't know the script. */
        UNKNOWN_SCRIPT,
        /** The engine has another history, or is another process. */
        STALE
    }

    private static final AppendReply UNKNOWN = new AppendReply(Optional.empty(), Optional.empty());

    /** Reads the reply to an append. */
    static AppendReply of(EventDraft draft, AsyncResult<Response> reply) {
        if (reply.failed()) {
            return refused(reply.cause());
        }
        String[] words = String.valueOf(reply.result()).split(" ", 2);
        return switch (words[0]) {
            case "ok", "again" ->
                answer(Future.succeededFuture(new Appended(Long.parseLong(words[1]), words[0].equals("again"))));
            case "conflict" -> answer(Future.failedFuture(AppendArguments.conflict(draft)));
            case "fenced" -> answer(Future.failedFuture(PublishException.fenced(draft.fence())));
            case "stale" -> again(Rewind.STALE);
            case "order" -> again(Rewind.OUT_OF_ORDER);
            default -> answer(unavailable("Redis answered '" + words[0] + "'"));
        };
    }

    private static AppendReply refused(Throwable cause) {
        if (Script.unknown(cause)) {
            return again(Rewind.UNKNOWN_SCRIPT);
        }
        return cause instanceof WireException
                ? UNKNOWN
                : answer(unavailable("Redis refused it: " + cause.getMessage()));
    }

    private static AppendReply again(Rewind why) {
        return new AppendReply(Optional.of(why), Optional.empty());
    }

    private static AppendReply answer(Future<Appended> told) {
        return new AppendReply(Optional.empty(), Optional.of(told));
    }

    /** The answer of which nobody knows whether the event was stored. */
    static Future<Appended> unavailable(String why) {
        return Future.failedFuture(new PublishException(
                Reason.UNAVAILABLE,
                why + "; the event may have been stored, so repeat it under the same idempotency key"));
    }
}
