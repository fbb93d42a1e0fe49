package dev.crier.sources.rss;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.SourceContext;
import dev.crier.core.spi.SourceState;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hub for one source in virtual time: each run of its repeated work is asked for by the test, and what it says is kept.
 *
 * <p>The source's own code runs on a worker thread of its own, as in the hub.
 */
final class TestContext implements SourceContext {

    private final Vertx vertx;
    private final Context thread;
    private final TestState state;
    private final MovableClock clock = new MovableClock();
    private Supplier<Future<Duration>> work;

    final List<EventDraft> published = new CopyOnWriteArrayList<>();
    volatile boolean historyEmpty = true;
    volatile URI hub = URI.create("http://127.0.0.1:1");
    volatile Optional<String> degraded = Optional.empty();
    volatile Optional<Throwable> refusal = Optional.empty();
    volatile int refuseAfter;
    private final CompletableFuture<Void> firstDegraded = new CompletableFuture<>();
    private RssSource source;

    TestContext(Vertx vertx, TestState state) {
        this.vertx = vertx;
        this.thread = threadOfItsOwn(vertx);
        this.state = state;
    }

    private static Context threadOfItsOwn(Vertx vertx) {
        Promise<Context> made = Promise.promise();
        VerticleBase verticle = new VerticleBase() {
            @Override
            public Future<?> start() {
                made.complete(context);
                return Future.succeededFuture();
            }
        };
        await(vertx.deployVerticle(
                verticle,
                new DeploymentOptions()
                        .setThreadingModel(ThreadingModel.WORKER)
                        .setWorkerPoolName("source-" + System.identityHashCode(made))
                        .setWorkerPoolSize(1)));
        return await(made.future());
    }

    /** Starts a source on its thread; nothing is read before {@link #poll()}. */
    TestContext start(RssSettings settings) {
        return start(settings, Network.system());
    }

    TestContext start(RssSettings settings, Network network) {
        source = new RssSource(network);
        await(onThread(() -> source.start(settings, this)));
        return this;
    }

    void stop() {
        await(onThread(source::stop));
    }

    /** One run of the source's work; the wait that it asks for until the next. */
    Duration poll() {
        return await(begin());
    }

    /** Begins one run. */
    Future<Duration> begin() {
        return onThread(work);
    }

    private <T> Future<T> onThread(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        thread.runOnContext(go -> call.get().onComplete(promise));
        return promise.future();
    }

    static <T> T await(Future<T> future) {
        CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
        try {
            return done.get(2, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError("the source didn't answer", e);
        }
    }

    /** Until the source said for the first time that not all is well. */
    void awaitDegraded() {
        await(Future.fromCompletionStage(firstDegraded));
    }

    void advance(Duration by) {
        clock.now = clock.now.plus(by);
    }

    void setTime(Instant time) {
        clock.now = time;
    }

    /** What was published, as JSON. */
    List<JsonObject> items() {
        return published.stream().map(draft -> new JsonObject(draft.data())).toList();
    }

    List<String> titles() {
        return items().stream().map(item -> item.getString("title")).toList();
    }

    /** The titles since the last time that this was asked. */
    List<String> takeTitles() {
        List<String> titles = titles();
        published.clear();
        return titles;
    }

    @Override
    public String name() {
        return "news";
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public Future<EventId> emit(EventDraft draft) {
        if (refusal.isPresent() && published.size() >= refuseAfter) {
            return Future.failedFuture(refusal.get());
        }
        published.add(draft);
        historyEmpty = false;
        return Future.succeededFuture(new EventId("test", published.size()));
    }

    @Override
    public Future<List<EventId>> emitAll(List<EventDraft> drafts) {
        throw new UnsupportedOperationException("not used by this source");
    }

    @Override
    public int maxInFlight() {
        return 1;
    }

    @Override
    public void every(Duration period, Supplier<Future<?>> task) {
        throw new UnsupportedOperationException("not used by this source");
    }

    @Override
    public void repeatedly(Supplier<Future<Duration>> task) {
        work = task;
    }

    @Override
    public void blocking(BlockingLoop blocking) {
        throw new UnsupportedOperationException("not used by this source");
    }

    @Override
    public void fail(Throwable cause) {
        throw new AssertionError("the source gave up", cause);
    }

    @Override
    public void degraded(String detail) {
        degraded = Optional.of(detail);
        firstDegraded.complete(null);
    }

    @Override
    public void healthy() {
        degraded = Optional.empty();
    }

    @Override
    public SourceState state() {
        return state;
    }

    @Override
    public Future<Boolean> historyEmpty(TopicFilter filter) {
        return Future.succeededFuture(historyEmpty);
    }

    @Override
    public URI hub() {
        return hub;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("dev.crier.source.news");
    }

    /** State that outlives a source, as a file would; a test can make its writes fail. */
    static final class TestState implements SourceState {

        final Map<String, String> values = new HashMap<>();
        final List<Map<String, String>> writes = new ArrayList<>();

        @Override
        public synchronized Future<Optional<String>> get(String key) {
            return Future.succeededFuture(Optional.ofNullable(values.get(key)));
        }

        @Override
        public synchronized Future<Void> put(Map<String, String> changes) {
            writes.add(Map.copyOf(changes));
            values.putAll(changes);
            values.values().removeIf(String::isEmpty);
            return Future.succeededFuture();
        }

        /** As a crash leaves it: what is written later doesn't reach this copy. */
        synchronized TestState copy() {
            TestState copy = new TestState();
            copy.values.putAll(values);
            return copy;
        }
    }

    private static final class MovableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-03-04T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
