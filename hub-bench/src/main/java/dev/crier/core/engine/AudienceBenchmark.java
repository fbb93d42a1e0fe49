package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
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

/** How long it takes an audience to join the frames of several events into the one buffer that all members get. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AudienceBenchmark {

    /** How many events are due. */
    @Param({"1", "16", "256"})
    public int events;

    private final FrameJoiner joiner = new FrameJoiner();
    private List<WindowEntry.Entry> entries = List.of();

    /** Makes the events. */
    @Setup
    public void prepare() {
        entries = BenchmarkEvents.entries(events);
    }

    /** Joins as many frames as fit into one buffer, anew each time. */
    @Benchmark
    public Buffer join() {
        joiner.clear();
        int fitting = joiner.fitting(entries, 0, WireFormat.SSE);
        return joiner.join(entries.subList(0, fitting), WireFormat.SSE, ContentCoding.IDENTITY);
    }

    /** The same, compressed so that it can be read on its own. */
    @Benchmark
    public Buffer joinCompressed() {
        joiner.clear();
        int fitting = joiner.fitting(entries, 0, WireFormat.SSE);
        return joiner.coded(
                joiner.join(entries.subList(0, fitting), WireFormat.SSE, ContentCoding.IDENTITY), ContentCoding.GZIP);
    }
}
