package dev.crier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Publishes one event on each of many topics, lets the events expire where the hub is the bench's own, and sees what a topic
 * costs that nobody listens to and that keeps nothing. Blocks its thread.
 */
final class IdleTopicsRun {

    private static final int TOPICS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration AGE = Duration.ofSeconds(1);
    /** The hub looks once a second for what has expired. */
    private static final Duration EXPIRED = AGE.plusSeconds(3);

    private final LoadPlan plan;
    private final int topics;
    private final Progress progress;

    IdleTopicsRun(LoadPlan plan, int topics, Progress progress) {
        this.plan = plan;
        this.topics = topics;
        this.progress = progress;
    }

    /** What the hub of the bench's own is told: events expire at once, and the window holds few. */
    static Map<String, String> configuration(int topics) {
        return Map.of(
                "CRIER_TOPIC_DEFAULTS_RETENTION_AGE",
                AGE.toSeconds() + "s",
                "CRIER_LIMITS_EVENT_BYTES",
                "64KiB",
                "CRIER_LIMITS_WINDOW_BYTES",
                "256KiB",
                "CRIER_LIMITS_TOPICS",
                Integer.toString(Math.max(TOPICS, topics)));
    }

    /**
     * What the topics cost.
     *
     * @param topics how many
     * @param seconds how long publishing took
     * @param before the live heap before, in bytes
     * @param after and after; both empty if the server can't be asked
     */
    record Result(int topics, double seconds, OptionalLong before, OptionalLong after) {

        boolean known() {
            return before.isPresent() && after.isPresent();
        }

        double bytesPerTopic() {
            return known() ? (after.getAsLong() - before.getAsLong()) / (double) topics : 0;
        }

        String text() {
            StringBuilder text = new StringBuilder();
            Report.line(text, "crier bench", "%,d topics, one event each, published in %.2f s", topics, seconds);
            if (known()) {
                Report.line(
                        text,
                        "heap",
                        "%.1f MiB live before, %.1f MiB after: %.0f bytes a topic",
                        before.getAsLong() / (double) (1 << 20),
                        after.getAsLong() / (double) (1 << 20),
                        bytesPerTopic());
            } else {
                Report.line(text, "heap", "unknown: --server-pid must be a JVM that the JDK's jcmd can ask");
            }
            return text.toString();
        }

        ObjectNode json() {
            ObjectNode json = Report.object().put("topics", topics).put("seconds", seconds);
            if (known()) {
                json.put("heapBytesBefore", before.getAsLong())
                        .put("heapBytesAfter", after.getAsLong())
                        .put("heapBytesPerTopic", bytesPerTopic());
            }
            return json;
        }
    }

    /** Runs it. */
    Result run() {
        LoadPlan.Publish publish = plan.publish()
                .orElseThrow(() -> new UsageException("--idle-topics publishes, so it can't go with --idle"));
        Payload payload = new Payload(
                publish.filler(), publish.size(), ThreadLocalRandom.current().nextInt(LoadRun.RUNS));
        try (ClientLoop loop = new ClientLoop()) {
            // What only the first publish loads is no topic's.
            publish(loop, new Publishers(loop, publish, 1, true, payload, () -> 0), 1);
            expire(loop);
            OptionalLong before = heap();
            long began = System.nanoTime();
            publish(loop, new Publishers(loop, publish, topics, true, payload, () -> 0), topics);
            double seconds = (System.nanoTime() - began) / 1e9;
            expire(loop);
            OptionalLong after = heap();
            progress.clear();
            return new Result(topics, seconds, before, after);
        }
    }

    private void publish(ClientLoop loop, Publishers publishers, int events) {
        publishers.begin(new Pace.AsAccepted());
        publishers.limit(events);
        new RunLoop(loop, progress)
                .publishUntil(
                        publishers,
                        PATIENCE,
                        () -> publishers.published() == events && publishers.quiet(),
                        () -> String.format(
                                Locale.ROOT, "publishing: %,d of %,d topics", publishers.published(), events));
    }

    private void expire(ClientLoop loop) {
        progress.say(() -> "waiting for the events to expire");
        loop.run(System.nanoTime() + EXPIRED.toNanos());
    }

    private OptionalLong heap() {
        return plan.serverPids().isEmpty()
                ? OptionalLong.empty()
                : Heap.liveBytes(plan.serverPids().get(0));
    }
}
