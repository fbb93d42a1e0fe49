package dev.crier.redis;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.TopicFilter;
import dev.crier.core.source.SourceStates;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The history of many hubs, in Redis 7 or Valkey: what one hub appends, the tails of all hubs hear.
 *
 * <p>Appends and the tail are of the context that started the log; reads and leases are safe on any thread. Everything that
 * must be one step is a script in the engine. What can't be had while there is no connection waits for one within bounds (see
 * {@link RedisLogOptions}), then fails; {@link Tail#onState} says when that begins and ends.
 */
public final class RedisEventLog implements EventLog {

    private static final long SWEEP_PERIOD = 1_000;
    private static final String SWEEP_TOPICS = "64";
    private static final String SWEEP_EVENTS = "256";
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final RedisLogOptions options;
    private final Optional<Clock> clock;
    private final int step;
    private final Outage outage;
    private final Readers readers;
    private volatile @Nullable Session session;
    private volatile @Nullable String deployment;
    private long sweepTimer = -1;
    private volatile boolean closed;

    /** Makes a log that is not started. */
    public RedisEventLog(Vertx vertx, RedisLogOptions options) {
        this(vertx, options, Optional.empty());
    }

    /** Makes one that tells time by a test's clock, for events, retention, keys and leases. */
    RedisEventLog(Vertx vertx, RedisLogOptions options, Optional<Clock> clock) {
        this(vertx, options, clock, HistoryReader.STEP);
    }

    /** The same that reads in steps of so many events or topics. */
    RedisEventLog(Vertx vertx, RedisLogOptions options, Optional<Clock> clock, int step) {
        this.step = step;
        this.vertx = vertx;
        this.options = options;
        this.clock = clock;
        this.outage = new Outage(options.where());
        this.readers = new Readers(options, outage);
    }

    /** What is wrong with the file that options name, if something is; reads it, and blocks meanwhile. */
    public static Optional<String> problem(Vertx vertx, RedisLogOptions options) {
        return options.ca().flatMap(file -> Trust.problem(vertx, file));
    }

    @Override
    public Future<Lineage> start(Tail tail) {
        if (closed || session != null) {
            return Future.failedFuture(new IllegalStateException("a log is started once"));
        }
        Optional<String> problem = problem(vertx, options);
        if (problem.isPresent()) {
            return Future.failedFuture(new IllegalStateException(problem.get()));
        }
        Context context = vertx.getOrCreateContext();
        Session started = new Session(vertx, context, options, outage, new AppendArguments(options, clock), tail);
        session = started;
        return vertx.deployVerticle(readers)
                .compose(id -> {
                    deployment = id;
                    sweepTimer = vertx.setPeriodic(SWEEP_PERIOD, timer -> sweep());
                    return started.open();
                })
                .onFailure(cause -> close());
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        Session open = session;
        return closed || open == null
                ? Future.failedFuture(
                        new PublishException(Reason.OVERLOADED, "the log is not open; nothing was stored"))
                : open.append(draft);
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return reading(() -> reader().read(filter, after, upTo, maxEvents, maxBytes));
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        return reading(() -> reader().cursorBefore(filter, events));
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return reading(() -> reader().topics(filter, after, limit));
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        return reading(() -> new RedisLeases(readers, options.base(), clock).tryTake(name, ttl));
    }

    /** Where sources keep what whichever hub runs them next must know; to be used while the log is open. */
    public SourceStates sourceStates() {
        return new RedisSourceStates(readers, options.base());
    }

    /** What was counted since the start. */
    public RedisLogCounts counts() {
        Session open = session;
        return open == null ? new LogTally().now() : open.counts();
    }

    private HistoryReader reader() {
        Session open = session;
        return new HistoryReader(
                readers, options.base(), () -> open == null ? "" : open.stamp(), step, options.patience());
    }

    private <T> Future<T> reading(Supplier<Future<T>> question) {
        return closed || deployment == null
                ? Future.failedFuture(new IllegalStateException("the log is not open"))
                : question.get();
    }

    /** Lets go of what has become too old where nobody publishes. */
    Future<Void> sweep() {
        return readers.ask(wire -> Script.SWEEP.run(
                        wire, options.base(), List.of(AppendArguments.time(clock), SWEEP_TOPICS, SWEEP_EVENTS)))
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        vertx.cancelTimer(sweepTimer);
        Session open = session;
        String id = deployment;
        Future<Void> ended = open == null ? Future.succeededFuture() : open.close(CLOSE_GRACE);
        return ended.eventually(() -> id == null ? Future.<Void>succeededFuture() : vertx.undeploy(id));
    }
}
