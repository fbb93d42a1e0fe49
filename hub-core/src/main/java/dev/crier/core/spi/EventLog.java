package dev.crier.core.spi;

import dev.crier.core.EventDraft;
import dev.crier.core.TopicFilter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The ordered history behind the hub: it gives each event its place, keeps it as long as retention says, and hands every
 * event back through its {@link Tail}.
 *
 * <p>{@link #start} and {@link #append} are called on one Vert.x context, {@link #read}, {@link #topics} and
 * {@link #cursorBefore} on any thread; their futures may complete on any thread. Implementations keep these rules, each of
 * which {@code EventLogContract} in {@code hub-testkit} tests under its number:
 *
 * <ol>
 *   <li>Positions grow strictly within an epoch, start above 0, and are never used twice, not even after a crash.
 *   <li>The tail gets every appended record exactly once, in the order of positions, on the context that called
 *       {@code start}; and no record before the future of {@code start} has completed.
 *   <li>A record's {@code prev} is the position of its own topic's previous event, 0 if there was none; it is assigned
 *       together with the position, and remembered when all the topic's events are evicted.
 *   <li>{@code read} answers the kept records that match, are after {@code after} and not after {@code upTo}, in order,
 *       up to {@code maxEvents} and {@code maxBytes} (but at least one), and never skips one that it doesn't declare in
 *       {@link Page#newestEvicted} .
 *   <li>{@link Page#through} is the position up to which the answer is complete; it is greater than {@code after} unless
 *       nothing more is to be had, so that reading on from it always ends.
 *   <li>{@link Page#newestEvicted} and the records are one atomic answer for each topic: a topic is in it exactly when its
 *       newest evicted position is greater than {@code after}.
 *   <li>Retention is a minimum: an event goes only when its topic's count, age or bytes, or the log's bytes, are exceeded.
 *       Topics that hold the most give way first to the log's bytes.
 *   <li>An append that repeats an idempotency key (of the same principal, on the same topic) answers the first one's
 *       position and stores nothing; if the event differs, it fails with {@code CONFLICT}. Failures aren't remembered.
 *   <li>After {@code close}, everything fails; nothing hangs.
 *   <li>A topic whose head was forgotten is never a silent hole: {@link Page#forgotten} says so.
 * </ol>
 */
public interface EventLog {

    /**
     * Opens the log and begins to tail it.
     *
     * @param tail gets every record from now on
     * @return the history that the log continues, or the new one that it begins
     */
    Future<Lineage> start(Tail tail);

    /**
     * Appends an event.
     *
     * @return its position; fails with a {@link dev.crier.core.PublishException}. After {@code UNAVAILABLE} the event may
     *     have been stored.
     */
    Future<Appended> append(EventDraft draft);

    /**
     * Reads a part of the history.
     *
     * @param filter which topics
     * @param after the position after which to begin, 0 for everything
     * @param upTo the last position to read, {@link Long#MAX_VALUE} for all there is
     * @param maxEvents the most records, from 1
     * @param maxBytes the most bytes of {@link dev.crier.core.Event#cost()}, exceeded only by a first record that is bigger
     */
    Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes);

    /**
     * The position after which the newest {@code events} kept events of a filter stand; 0 if there are fewer.
     *
     * @param filter which topics
     * @param events how many events in all, from 0
     */
    Future<Long> cursorBefore(TopicFilter filter, int events);

    /**
     * The topics that the log knows and that match, sorted by path.
     *
     * @param filter which topics
     * @param after only topics whose path sorts after this one; empty for all
     * @param limit the most topics, from 1
     */
    Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit);

    /**
     * Tries to become the one hub that runs something, such as a source that must run once in a cluster.
     *
     * @param name what to run
     * @param ttl how long the lease lasts without renewal
     * @return the lease, or empty while another hub holds it
     */
    Future<Optional<Lease>> tryLease(String name, Duration ttl);

    /** Closes the log; appends that were acknowledged are kept as the log's durability says. */
    Future<Void> close();
}
