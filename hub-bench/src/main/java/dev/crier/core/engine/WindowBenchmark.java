package dev.crier.core.engine;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How long it takes to append to a full window, to read from it, and to find a place in it. Each thread has its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowBenchmark {

    private static final int WINDOW_BYTES = 1 << 20;
    private static final int EVENTS = 4_096;

    private final Window window = new Window(WINDOW_BYTES);
    private long position;
    private long cursor;

    /** Fills the window, so that each append evicts. */
    @Setup
    public void prepare() {
        window.open(BenchmarkEvents.LINEAGE);
        for (int i = 0; i < EVENTS; i++) {
            append();
        }
    }

    /** Appends an event, its frame included, and evicts the oldest. */
    @Benchmark
    public void append() {
        window.append(BenchmarkEvents.record(++position), 0);
    }

    /** Reads the next entry, as a cursor does. */
    @Benchmark
    public @Nullable Object read() {
        Window.Bounds now = window.bounds();
        cursor = cursor < now.floor() || cursor >= now.head() ? now.floor() : cursor;
        return window.at(cursor++);
    }

    /** Finds the place of one who comes back. */
    @Benchmark
    public long seek() {
        Window.Bounds now = window.bounds();
        return window.seek(now.lineage(), now.floorPosition() + (now.headPosition() - now.floorPosition()) / 3);
    }
}
