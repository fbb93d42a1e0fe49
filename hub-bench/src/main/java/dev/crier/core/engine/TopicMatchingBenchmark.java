package dev.crier.core.engine;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** How long it takes to find the audiences of an event, and to match one filter. Each thread has its own state. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TopicMatchingBenchmark {

    /** How many audiences there are, of which at most three match. */
    @Param({"10", "100000"})
    public int audiences;

    private final AudienceIndex index = new AudienceIndex();
    private final Topic topic = Topic.of("stocks/s7/price");
    private final TopicFilter filter = TopicFilter.of("stocks/*/price");

    /** Fills the index: one exact topic for each audience, and two patterns. */
    @Setup
    public void prepare() {
        for (int i = 0; i < audiences; i++) {
            add("stocks/s" + i + "/price");
        }
        add("stocks/*/price");
        add("stocks/**");
    }

    private void add(String pattern) {
        Audience.Key key = new Audience.Key(TopicFilter.of(pattern), WireFormat.SSE, ContentCoding.IDENTITY);
        index.add(new Audience(key, 0, 0));
    }

    /** Finds three audiences. */
    @Benchmark
    public void find(Blackhole hole) {
        index.match(topic, hole::consume);
    }

    /** Matches one filter. */
    @Benchmark
    public boolean match() {
        return filter.matches(topic);
    }
}
