package dev.crier.core.spi;

import io.vertx.core.Future;

/**
 * A feed of events: the one interface that a plugin implements.
 *
 * <p>The hub finds implementations by {@link java.util.ServiceLoader}, and makes one fresh instance for each source in its
 * configuration and for each restart. The constructor, {@link #start}, {@link #stop} and all that they schedule run on one
 * thread of the source's own (a Vert.x worker context), so a source needs no locks. Whoever blocks that thread harms only
 * himself, but his own schedule stands still and his health says so; a feed that must block has {@link
 * SourceContext#blocking}. Implementations keep these rules, each of which {@code EventSourceContract} in {@code hub-testkit}
 * tests under its number:
 *
 * <ol>
 *   <li>The class is public, has a public constructor without parameters, and is named in {@code
 *       META-INF/services/dev.crier.core.spi.EventSource}. Making an instance starts nothing: the hub makes some only to ask
 *       them for their type.
 *   <li>{@link #type()} is 1 to 64 of {@code a-z 0-9 -}, the same for every instance at any time.
 *   <li>{@link #settings()} is one record. It refuses keys that it doesn't know, and its constructor refuses a value that the
 *       source can't run with, before anything starts: with an {@code IllegalArgumentException} that begins with the key and
 *       says what is expected.
 *   <li>{@code start} returns at once, and its future completes when the source runs; a source that can't run fails it.
 *       Nothing holds the source's thread: what must wait does so by futures, or in {@link SourceContext#blocking}.
 *   <li>What it publishes is valid, is on the topics that its settings name or below them, and goes through its context.
 *   <li>After the future of {@code stop} it asks nothing of its context any more, and nothing of its own is left: no thread,
 *       no verticle, no timer.
 *   <li>{@code stop} completes in time whatever goes on: while the hub answers nothing (what was emitted is the hub's to wait
 *       for), after a start that failed or isn't over, and twice. A blocking loop ends when it is interrupted.
 *   <li>It waits for the ids of what it emitted: no more than {@link SourceContext#maxInFlight()} of its emits and batches are
 *       unanswered at a time, however much its feed has to say.
 *   <li>An emit that fails is not passed over: it is repeated, or the failure shows in the source's health, be it as a run of
 *       its work that failed, by {@link SourceContext#degraded} or by {@link SourceContext#fail}.
 *   <li>Two instances share no state, so that one type can stand in a configuration many times: each publishes its own
 *       through its own context, and goes on when the other stops.
 *   <li>A fresh instance works after one of the same source was stopped, or has failed.
 *   <li>A source that keeps its place in {@link SourceContext#state()} goes on there: it publishes nothing twice and leaves
 *       nothing out. It keeps the place of an event once that has its id, so that a crash repeats it, and gives it an
 *       idempotency key, so that the repeat is recognised.
 *   <li>Its time is the hub's: what it does from time to time it does by {@link SourceContext#every} or {@link
 *       SourceContext#repeatedly}, and what time it is it knows from {@link SourceContext#clock()}.
 *   <li>What it has to say to people goes to its logger and its health, and nothing to the standard output and error.
 * </ol>
 *
 * @param <S> the settings: a record whose components are the configuration keys, in kebab case
 */
public interface EventSource<S extends Record> {

    /** What {@code type:} in the configuration names, such as {@code rss}. */
    String type();

    /** The record that the configuration is bound to. */
    Class<S> settings();

    /**
     * Whether only one hub of a cluster should run it, as a feed from elsewhere that all of them would publish again; the
     * configuration may say otherwise ({@code run: once} or {@code each}).
     */
    default boolean runsOnce() {
        return false;
    }

    /**
     * Starts the feed.
     *
     * @param settings the source's configuration, already validated by the record's constructor
     * @param context all that the source may use of the hub
     * @return completes when the source runs, within 30 s; a failure makes the hub stop this instance and try again later
     *     with a fresh one
     */
    Future<Void> start(S settings, SourceContext context);

    /**
     * Stops the feed and frees what it holds; what its context scheduled is stopped by the hub itself, before this is called.
     *
     * @return completes when nothing of the source's is left, within 5 s; after that its threads are interrupted
     */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
