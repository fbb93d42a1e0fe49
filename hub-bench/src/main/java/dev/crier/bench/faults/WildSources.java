package dev.crier.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.bench.BenchException;
import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sources in the hub's own process that throw, block, leak and flood: nobody else is to notice. */
final class WildSources implements Scenario {

    private static final String SOURCES = """
              calm: {type: counter, topic: calm, every: 50ms}
              thrower: {type: wild, topic: wild/thrower, kind: throws}
              blocker: {type: wild, topic: wild/blocker, kind: blocks}
              leaker: {type: wild, topic: wild/leaker, kind: leaks}
              flooder: {type: wild, topic: wild/flooder, kind: floods}
            """;
    /** What the hub keeps, and what one run of the leaking source does; three runs would be more. */
    private static final long MOST_HEAP = 176L << 20;

    private static final int RESTARTS = 3;
    private static final int MOST_NEW_THREADS = 8;

    @Override
    public String name() {
        return "sources";
    }

    @Override
    public void run(Round round) throws IOException {
        HubUnderFault hub = round.hub(Setup.PLAIN
                .configured(Plugin.write(round.folder(), SOURCES))
                .with("CRIER_LIMITS_WINDOW_BYTES", "16MiB")
                .with("CRIER_LIMITS_LOG_BYTES", "32MiB")
                .with("JAVA_OPTS", "-Xmx384m"));
        round.crowd(12, hub.port());
        Writer writer = round.writer(hub.port(), 200, 2_000);
        round.await(
                "the leaking source was started again",
                () -> source(hub, "leaker").path("restarts").asInt() > 0);
        int threads = hub.threads();
        long calm = source(hub, "calm").path("emitted").asLong();
        round.goOn(1);
        round.await(
                "the leaking source was started again and again",
                () -> source(hub, "leaker").path("restarts").asInt() >= RESTARTS);
        round.await(
                "the source that blocks is seen to",
                () -> !source(hub, "blocker").path("state").asText().equals("running"));
        round.settle(writer);
        round.require(source(hub, "calm").path("emitted").asLong() > calm, "the calm source has stopped");
        round.require(
                source(hub, "thrower").path("restarts").asInt() > 0, "the source that throws was not started again");
        round.require(source(hub, "flooder").path("emitted").asLong() > 1_000, "the source that floods does not");
        round.require(
                hub.threads() <= threads + MOST_NEW_THREADS, "threads are left of sources that were started again");
        round.note(source(hub, "leaker").path("restarts").asInt() + " leaks, "
                + source(hub, "flooder").path("emitted").asLong() + " events of the flood");
        round.require(hub.heapBytes() < MOST_HEAP, "what a source leaked outlives it");
        round.requireNoGaps();
    }

    private static JsonNode source(HubUnderFault hub, String name) {
        try {
            for (JsonNode source :
                    new ObjectMapper().readTree(hub.get("/sources")).path("sources")) {
                if (source.path("name").asText().equals(name)) {
                    return source;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new BenchException("The hub knows no source '" + name + "'.");
    }
}
