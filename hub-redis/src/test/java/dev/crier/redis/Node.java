package dev.crier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Tail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One hub of a cluster, as far as its log is concerned: the log on a context of its own, and all that its tail heard. Used by
 * the test's thread.
 */
final class Node implements Tail, AutoCloseable {

    private static final long PATIENCE = 20;

    private final RedisEventLog log;
    private final CuttingProxy path;
    private final Context context;
    private final List<LogRecord> heard = new ArrayList<>();
    private final List<Lineage> lineages = new ArrayList<>();
    private final List<LogState> states = new ArrayList<>();

    private Node(RedisEventLog log, CuttingProxy path, Context context) {
        this.log = log;
        this.path = path;
        this.context = context;
    }

    /** Options under which a lost connection is noticed soon. */
    static RedisLogOptions options() {
        return RedisLogOptions.of("redis://nowhere").withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    static Node start(Vertx vertx, Engine engine, RedisLogOptions options) {
        Place place = new Place();
        await(vertx.deployVerticle(place));
        CuttingProxy path = new CuttingProxy(vertx, engine.port());
        Node node = new Node(new RedisEventLog(vertx, options.withUrl(path.url())), path, place.context());
        node.lineages.add(await(node.on(() -> node.log.start(node))));
        return node;
    }

    /** A tail that hears nothing. */
    static final class Deaf implements Tail {

        @Override
        public void onRecord(LogRecord record) {}

        @Override
        public void onLineage(Lineage lineage) {}

        @Override
        public void onState(LogState state) {}
    }

    /** Gives the log a context of its own. */
    private static final class Place extends VerticleBase {

        Context context() {
            return context;
        }
    }

    RedisEventLog log() {
        return log;
    }

    /** The way to the engine. */
    CuttingProxy path() {
        return path;
    }

    private <T> Future<T> on(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(now -> call.get().onComplete(answer));
        return answer.future();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("no answer after " + PATIENCE + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** What the log answers to a question that is asked again until its readers, too, have found the engine after an outage. */
    static <T> T answer(Supplier<Future<T>> question) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        Future<T> answer = question.get();
        while (await(answer.transform(done -> Future.succeededFuture(done.failed()))) && System.nanoTime() < end) {
            answer = question.get();
        }
        return await(answer);
    }

    static Throwable failure(Future<?> future) {
        return await(future.transform(done -> done.failed()
                ? Future.succeededFuture(done.cause())
                : Future.failedFuture(new AssertionError("succeeded with " + done.result()))));
    }

    // ---- appends

    Future<Appended> send(EventDraft draft) {
        return on(() -> log.append(draft));
    }

    /** Sends events with the data {@code <name> <number>} on a few topics, all in one turn. */
    List<Future<Appended>> send(String name, int from, int count) {
        List<Promise<Appended>> answers = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> answers.add(Promise.promise()));
        context.runOnContext(now -> IntStream.range(0, count).forEach(i -> {
            Topic topic = Topic.of("topic/" + (from + i) % 5);
            log.append(EventDraft.of(topic, name + " " + (from + i))).onComplete(answers.get(i));
        }));
        return answers.stream().map(Promise::future).toList();
    }

    long append(String data) {
        return await(send(EventDraft.of(Topic.of("a"), data))).position();
    }

    // ---- the tail

    @Override
    public synchronized void onRecord(LogRecord record) {
        heard.add(record);
        notifyAll();
    }

    @Override
    public synchronized void onLineage(Lineage lineage) {
        lineages.add(lineage);
        notifyAll();
    }

    @Override
    public synchronized void onState(LogState state) {
        states.add(state);
        notifyAll();
    }

    synchronized List<LogRecord> heard() {
        return List.copyOf(heard);
    }

    List<String> heardData() {
        return heard().stream().map(log -> log.event().data()).toList();
    }

    /** The histories that it has known, in order; the first is that of its start. */
    synchronized List<Lineage> lineages() {
        return List.copyOf(lineages);
    }

    Lineage lineage() {
        List<Lineage> all = lineages();
        return all.get(all.size() - 1);
    }

    synchronized List<LogState> states() {
        return List.copyOf(states);
    }

    /** Waits until it is so. */
    synchronized void until(String what, BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!so.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertThat(left)
                    .as("%s; heard %s, %s, %s", what, heardData(), lineages, states)
                    .isPositive();
            try {
                wait(Math.min(left, 20));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }
    }

    void untilHeard(String data) {
        until("hears '" + data + "'", () -> heardData().contains(data));
    }

    void untilAvailable(boolean available) {
        until("is available: " + available, () -> {
            List<LogState> all = states();
            boolean now = all.isEmpty() || all.get(all.size() - 1).available();
            return now == available;
        });
    }

    @Override
    public void close() {
        await(on(log::close));
        path.close();
    }
}
