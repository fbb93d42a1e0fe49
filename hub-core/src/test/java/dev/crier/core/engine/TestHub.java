package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.spi.EventLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real hub without a socket: what a test of the engine needs to publish, subscribe and wait. */
final class TestHub implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub;
    private final List<Context> loops = new ArrayList<>();
    private final List<Fanout> fanouts = new ArrayList<>();

    TestHub(HubOptions options, HistoryOptions log, int eventLoops) {
        this(options, vertx -> new MemoryEventLog(vertx, log, Clock.systemUTC()), eventLoops);
    }

    TestHub(HubOptions options, java.util.function.Function<Vertx, EventLog> log, int eventLoops) {
        this(options, log, eventLoops, Hub.PATIENCE);
    }

    /** A hub that waits for its log no longer than this. */
    TestHub(HubOptions options, java.util.function.Function<Vertx, EventLog> log, int eventLoops, Duration patience) {
        hub = Hub.create(vertx, log.apply(vertx), options, patience); // its sequencer has an event loop of its own
        await(hub.start());
        for (int i = 0; i < eventLoops; i++) {
            await(vertx.deployVerticle(new VerticleBase() {
                @Override
                public Future<?> start() {
                    loops.add(context);
                    fanouts.add(hub.fanout());
                    return Future.succeededFuture();
                }
            }));
        }
    }

    static TestHub small() {
        return new TestHub(HubOptions.DEFAULT, HistoryOptions.DEFAULT, 1);
    }

    Hub hub() {
        return hub;
    }

    Vertx vertx() {
        return vertx;
    }

    Fanout fanout() {
        return fanouts.get(0);
    }

    Subscription subscribe(String filter, Start start, TestStream stream) {
        return subscribe(0, filter, start, stream);
    }

    Subscription subscribe(int loop, String filter, Start start, TestStream stream) {
        return onLoop(loop, () -> fanouts.get(loop).subscribe(request(filter, start), stream));
    }

    static SubscriptionRequest request(String filter, Start start) {
        return new SubscriptionRequest(
                TopicFilter.anyOf(List.of(filter.split(","))),
                WireFormat.SSE,
                ContentCoding.IDENTITY,
                start,
                Buffer.buffer());
    }

    EventId publish(String topic, String data) {
        return await(hub.publisher().publish(EventDraft.of(Topic.of(topic), data)));
    }

    List<PublishOutcome> publishAll(String topic, int first, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            drafts.add(EventDraft.of(Topic.of(topic), "e" + i));
        }
        return await(hub.publisher().publishAll(drafts));
    }

    static List<String> numbered(int first, int count) {
        List<String> data = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            data.add("e" + i);
        }
        return data;
    }

    /** Runs on an event loop and waits for the result. */
    <T> T onLoop(int loop, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loops.get(loop).runOnContext(nothing -> {
            try {
                result.complete(work.call());
            } catch (Exception failed) {
                result.completeExceptionally(failed);
            }
        });
        return await(result);
    }

    void onLoop(Runnable work) {
        onLoop(0, () -> {
            work.run();
            return true;
        });
    }

    static <T> T await(Future<T> future) {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException late) {
            throw new AssertionError("not done in time", late);
        }
    }

    /** Waits for a condition that the event loops bring about. */
    void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(end);
            onLoop(0, () -> true);
        }
    }

    @Override
    public void close() {
        await(hub.stop());
        await(vertx.close());
    }
}
