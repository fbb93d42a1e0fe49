package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How long the frame of one tick of a market takes to compress. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CompressionBenchmark {

    private static final int TICKS = 1_000;

    /** What compresses. */
    @Param({"GZIP", "ZSTD"})
    public ContentCoding coding = ContentCoding.GZIP;

    private final Compression compression = new Compression();
    private List<Buffer> frames = List.of();
    private SharedCompression shared = compression.share(coding);
    private int next;

    /** Makes the frames. */
    @Setup
    public void prepare() {
        shared.close();
        shared = compression.share(coding);
        Random random = new Random(1);
        frames = IntStream.range(0, TICKS)
                .mapToObj(number ->
                        Buffer.buffer("data: " + tick(number, random) + "\nid: 3k9v0q2xw1-" + number + "\n\n"))
                .toList();
    }

    private static String tick(int number, Random random) {
        int bid = 10_000 + random.nextInt(9_000);
        String tick = "{\"number\":" + number + ",\"symbol\":\"EURUSD\",\"bid\":1." + bid + ",\"ask\":1." + (bid + 3)
                + ",\"last\":1." + (bid - random.nextInt(9)) + ",\"volume\":" + random.nextInt(99_991)
                + ",\"venue\":\"XLON\",\"flags\":[\"regular\",\"open\"],\"depth\":[{\"p\":1." + bid + ",\"q\":"
                + random.nextInt(501) + "},{\"p\":1." + (bid + 4) + ",\"q\":" + random.nextInt(773) + "}],\"note\":\"";
        return tick + "x".repeat(Math.max(0, 328 - tick.length())) + "\"}";
    }

    /** Gives back what the compressors hold. */
    @TearDown
    public void close() {
        compression.close();
    }

    /** With what was before it. */
    @Benchmark
    public Buffer shared() {
        return shared.next(frames.get(next++ % TICKS), false, 0);
    }

    /** So that it can be read on its own. */
    @Benchmark
    public Buffer alone() {
        return compression.alone(frames.get(next++ % TICKS), coding);
    }
}
