package dev.crier.core.engine;

import dev.crier.core.Event;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How long it takes to turn an event into its frame. Each thread has its own state. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramingBenchmark {

    /** The data's length, in characters. */
    @Param({"100", "1024"})
    public int size;

    /** How it is written. */
    @Param({"SSE", "ENVELOPE", "NDJSON"})
    public WireFormat format = WireFormat.SSE;

    private Event event = BenchmarkEvents.EVENT;
    private long position;

    /** Makes the event. */
    @Setup
    public void prepare() {
        event = new Event(BenchmarkEvents.TOPIC, "tick", "ACME", "x".repeat(size), Instant.EPOCH);
    }

    /** One event's frame. */
    @Benchmark
    public Buffer frame() {
        return format.frame(BenchmarkEvents.id(++position), event);
    }
}
