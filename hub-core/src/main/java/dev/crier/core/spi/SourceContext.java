package dev.crier.core.spi;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.TopicFilter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * All that a source may use of the hub. One instance for each start of a source; it ends with it.
 *
 * <p>Its methods may be called on any thread; what they schedule, and the listeners of their futures, run on the source's own
 * thread unless said otherwise. Once the source has stopped, nothing that it scheduled goes on, and whatever it emits or
 * keeps then is refused with an {@code IllegalStateException}.
 */
public interface SourceContext {

    /** The source's name in the configuration. */
    String name();

    /** The hub's Vert.x, for clients and files of the source's own. */
    Vertx vertx();

    /**
     * Publishes an event.
     *
     * <p>At most {@link #maxInFlight()} events (of a few MiB together) may wait for their ids at a time. An event beyond that
     * is not queued: its future fails with {@code OVERLOADED}, so a source that has more to say waits for the ids of what it
     * said (or uses {@link #emitAll} or {@link #blocking}, which wait for it). Events that one thread emits keep their order.
     *
     * @return the event's id once the log has it; fails with a {@link dev.crier.core.PublishException}
     */
    Future<EventId> emit(EventDraft draft);

    /**
     * Publishes a batch in its order, with as many in flight as is allowed, stopping at the first failure.
     *
     * @return the ids, one for each draft; fails with the first failure, once which is known no further draft is sent
     */
    Future<List<EventId>> emitAll(List<EventDraft> drafts);

    /** How many events may wait for their ids at a time. */
    int maxInFlight();

    /**
     * Runs some work again and again: first at once, then a period after the last began, but never before it has ended.
     *
     * <p>After a failure (or a thrown exception) the next run waits longer, doubling up to 5 minutes or the period if that
     * is longer, with jitter, and the source counts as degraded until a run succeeds.
     *
     * @param period from begin to begin, positive; jittered by a tenth at most if it is a second or more
     * @param work one run; it has ended when its future completes, so that must happen in the end
     */
    void every(Duration period, Supplier<Future<?>> work);

    /**
     * The same, where each run says how long to wait from its end to the next, without jitter.
     *
     * @param work one run; its future gives the wait until the next, zero or more
     */
    void repeatedly(Supplier<Future<Duration>> work);

    /**
     * Runs a loop that may block (a driver, a socket) on a thread of its own, beside the source's.
     *
     * <p>The thread is interrupted when the source stops. When the loop throws, the source has failed, and the hub starts a
     * fresh one after a back-off. When the last loop of a source returns, the source has ended and isn't started again.
     *
     * @param loop the loop; its emitter waits while too many events are in flight, in the source or in the hub
     */
    void blocking(BlockingLoop loop);

    /** Says that this source can't go on: the hub stops it and starts a fresh one after a back-off. */
    void fail(Throwable cause);

    /** Says that the source works, but not fully, and why: shown in its health until {@link #healthy()}. */
    void degraded(String detail);

    /** Says that all is well again. */
    void healthy();

    /** Small durable state of the source's own (cursors, ETags), kept over restarts under the source's name. */
    SourceState state();

    /** Whether the hub's history has no event of these topics, so that a feed should publish a first few again. */
    Future<Boolean> historyEmpty(TopicFilter filter);

    /** The address of this hub itself, {@code http://127.0.0.1:8080} with the port that it really listens on. */
    URI hub();

    /** The time, to be used instead of the system's so that tests can move it. */
    Clock clock();

    /** A logger that carries the source's name. */
    Logger logger();

    /** A loop that may block. */
    @FunctionalInterface
    interface BlockingLoop {

        /**
         * Runs until the thread is interrupted or the feed ends.
         *
         * @param emitter publishes, waiting where it must
         * @throws Exception if the feed fails
         */
        void run(BlockingEmitter emitter) throws Exception;
    }

    /** Publishes from a thread that may block. */
    @FunctionalInterface
    interface BlockingEmitter {

        /**
         * Publishes an event and waits for its id; tries again for as long as the hub is overloaded.
         *
         * @throws InterruptedException if the source was stopped meanwhile
         * @throws dev.crier.core.PublishException if the hub refused it
         */
        EventId emit(EventDraft draft) throws InterruptedException;
    }
}
