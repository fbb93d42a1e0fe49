package dev.crier.core.spi;

import io.vertx.core.Future;

/**
 * A feed of events: the one interface that a plugin implements.
 *
 * <p>The hub finds implementations by {@link java.util.ServiceLoader} (a public class with a public constructor without
 * parameters, named in {@code META-INF/services/dev.crier.core.spi.EventSource}), and makes one fresh instance for each
 * source in its configuration and for each restart. The constructor, {@link #start}, {@link #stop} and all that they schedule run on
 * one thread of the source's own (a Vert.x worker context), so a source needs no locks. Whoever blocks that thread harms only
 * himself, but his own schedule stands still and his health says so; a feed that must block has {@link
 * SourceContext#blocking}. The rules:
 *
 * <ol>
 *   <li>{@link #type()} is a constant of {@code a-z 0-9 -}, and the same for every instance.
 *   <li>The settings are a record that Jackson can bind; a bad value is refused by its constructor with an
 *       {@code IllegalArgumentException} that says what is expected.
 *   <li>{@code start} returns at once and its future completes when the source runs; a source that can't run fails it.
 *   <li>The source emits only through its context, and only between {@code start} and {@code stop}.
 *   <li>After the future of {@code stop} nothing is emitted any more and nothing of the source's is left running.
 *   <li>{@code stop} is safe after a failed or unfinished {@code start}, and twice.
 *   <li>Two instances share no state, so that one type can stand in a configuration many times.
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
