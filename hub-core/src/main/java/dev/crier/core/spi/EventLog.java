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
 * <p>{@link #start}, {@link #append} and {@link #close} are called on one Vert.x context, {@link #read}, {@link #topics},
 * {@link #cursorBefore} and {@link #tryLease} on any thread; their futures may complete on any thread. What can't be done fails
 * its future, and never throws; a question that may be answered later fails with a {@link LogUnavailableException}.
 * Implementations keep these rules, each of which {@code EventLogContract} in {@code hub-testkit} tests under its number:
 *
 * <ol>
 *   <li>Positions start above 0, grow strictly within an epoch in the order in which {@code append} was called, and are never
 *       used twice: not even after a crash, by an event whose append was not answered.
 *   <li>The tail gets every record that is appended after the start exactly once, in the order of positions, on the context
 *       that called {@code start}; none before the future of {@code start} has completed, and none of an earlier life. The
 *       event is the one that was published, to the last character; its time is in whole milliseconds.
 *   <li>A record's {@code prev} is the position of its own topic's previous event, 0 if there was none; it is assigned
 *       together with the position, and remembered when all the topic's events are evicted, and over restarts.
 *   <li>{@code read} answers the kept records that match, are after {@code after} and not after {@code upTo}, in order, up to
 *       {@code maxEvents} and {@code maxBytes} (but one in any case). It may stop earlier, but skips none that it doesn't
 *       declare in {@link Page#newestEvicted}.
 *   <li>{@link Page#through} is the position up to which the answer is complete, at least {@code after} and never beyond both
 *       {@code after} and {@code upTo}. With {@link Page#more} it is greater than {@code after}, so that reading on from it
 *       always ends; without, nothing that is there now is between it and {@code upTo}.
 *   <li>{@link Page#newestEvicted} and the records are of one moment, for each topic: a topic that matches is named exactly
 *       when its newest evicted position is greater than {@code after}, beyond {@code upTo} and {@code through} too; and of
 *       its records up to {@code through} just those above that position are in the page. A topic's oldest events go first.
 *   <li>Retention is a minimum: an event goes only when its topic's count, age or bytes, or the log's bytes, are exceeded by
 *       it and what came after it, and a topic's newest one never for the topic's count or bytes. What exceeds a bound does go
 *       in time. Topics that hold the most give way first to the log's bytes.
 *   <li>An append that repeats an idempotency key (of the same principal, on the same topic) answers the first one's position
 *       and stores nothing; if type, key or data differ, it fails with {@code CONFLICT} and changes nothing. Repeats that come
 *       before the first one's answer are repeats too. Failures aren't remembered.
 *   <li>Everything is answered in time, and nothing hangs. Before {@code start} and after {@code close} everything fails,
 *       appends with a {@link dev.crier.core.PublishException}; a second {@code close} is harmless.
 *   <li>A log may forget topics that keep nothing, but never silently: for each filter that matches such a topic
 *       {@link Page#forgotten} is then at least the position of its newest event, wherever {@code after} is below that; should
 *       the topic appear again, so is the {@code prev} of its first record. A filter of topics that were known all the time
 *       hears nothing of it.
 *   <li>A new history is empty, has head 0 and an epoch that no other has. One that goes on has its epoch, its head and its
 *       records; what a crash or a failover took out of it stands in {@link Lineage#holes}, or else it is a new one.
 *   <li>{@code cursorBefore} and {@code topics} tell what is kept. A log may look in steps, so that nobody waits for it: then they
 *       tell it right of all that neither came nor went meanwhile.
 *   <li>A lease has one holder at a time, in the whole cluster. It ends when it isn't renewed in time, or is given back by its
 *       present holder; each holder's token is greater than all before.
 *   <li>An append with a {@link dev.crier.core.Fence} stores only until its lease has another holder or is given back; then it
 *       fails with {@code FENCED} and stores nothing, be it a repeat or not.
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

    /** How much is kept at this moment; empty if the log can't say that at once. Asked often, on any thread. */
    default Optional<Retained> retained() {
        return Optional.empty();
    }

    /** Closes the log; appends that were acknowledged are kept as the log's durability says. A second time is harmless. */
    Future<Void> close();
}
