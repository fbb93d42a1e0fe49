package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long it takes a batch of events from the publisher over the event bus through the sequencer and the log into the
 * window, and its answer back. The time is that of a batch. All threads share one hub.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SequencerBenchmark {

    /** How many events a batch has. */
    @Param({"1", "100"})
    public int batch;

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub =
            Hub.create(vertx, new MemoryEventLog(vertx, HistoryOptions.DEFAULT, Clock.systemUTC()), HubOptions.DEFAULT);
    private final Publisher publisher = hub.publisher();
    private List<EventDraft> drafts = List.of();

    /** Starts the hub. */
    @Setup
    public void prepare() throws Exception {
        drafts = Collections.nCopies(batch, EventDraft.of(BenchmarkEvents.TOPIC, "x".repeat(100)));
        hub.start().toCompletionStage().toCompletableFuture().get();
    }

    /** Publishes a batch, and waits for its answer. */
    @Benchmark
    public List<PublishOutcome> publish() throws Exception {
        return publisher
                .publishAll(drafts)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    /** Stops the hub. */
    @TearDown
    public void end() throws Exception {
        hub.stop().toCompletionStage().toCompletableFuture().get();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }
}
