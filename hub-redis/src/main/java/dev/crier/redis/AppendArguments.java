package dev.crier.redis;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code append.lua} is told of a draft and of the log's bounds. Immutable; safe to share. */
final class AppendArguments {

    /** An age beyond it is as good: a century, in milliseconds. */
    private static final long OLDEST = Duration.ofDays(36_525).toMillis();

    private final RedisLogOptions options;
    private final Optional<Clock> clock;
    private final List<String> bounds;

    /**
     * Makes them for a log.
     *
     * @param clock what time it is, if not the engine's
     */
    AppendArguments(RedisLogOptions options, Optional<Clock> clock) {
        this.options = options;
        this.clock = clock;
        this.bounds = List.of(text(options.logBytes()), text(options.topics()), text(options.tailBytes()));
    }

    /** The time for a script; empty for the engine's own. */
    static String time(Optional<Clock> clock) {
        return clock.map(own -> text(own.millis())).orElse("");
    }

    /**
     * The arguments of one append.
     *
     * @param after the number of the append that must have been executed before, 0 for none
     * @param window how many answers the engine remembers
     */
    List<String> of(EventDraft draft, String stamp, String writer, long number, long after, int window) {
        List<String> arguments = new ArrayList<>(24);
        arguments.add(time(clock));
        arguments.add(stamp);
        arguments.add(writer);
        arguments.add(text(number));
        arguments.add(text(after));
        arguments.add(text(window));
        arguments.add(draft.topic().path());
        arguments.add(draft.type());
        arguments.add(draft.key());
        arguments.add(draft.data());
        arguments.add(text(cost(draft)));
        Retention retention = options.retention().apply(draft.topic());
        arguments.add(text(retention.events()));
        arguments.add(text(retention.bytes()));
        arguments.add(text(millis(retention.age())));
        arguments.addAll(bounds);
        boolean once = draft.idempotency().present();
        arguments.add(once ? Digests.scope(draft) : "");
        arguments.add(once ? Digests.content(draft) : "");
        arguments.add(text(options.idempotencyAge().toMillis()));
        arguments.add(draft.fence().lease());
        arguments.add(text(draft.fence().token()));
        return arguments;
    }

    /** As {@link Event#cost()} counts it. */
    private static long cost(EventDraft draft) {
        return (long) Event.OVERHEAD
                + draft.dataBytes()
                + draft.type().length()
                + draft.key().length();
    }

    private static long millis(Duration age) {
        return age.toSeconds() > OLDEST / 1_000 ? OLDEST : age.toMillis();
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    static PublishException conflict(EventDraft draft) {
        return new PublishException(
                Reason.CONFLICT,
                "the idempotency key was used for another event on '" + draft.topic()
                        + "'; use a new key for a new event");
    }
}
