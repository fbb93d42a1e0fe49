package dev.crier.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/** Writes results: as text for people, as one line of JSON for machines. Stateless. */
final class Report {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double MICROS_PER_MILLI = 1_000;

    private Report() {}

    // ---- text

    /** A run, for people. */
    static String text(LoadResult result) {
        StringBuilder text = new StringBuilder();
        LoadResult.Connections connections = result.connections();
        line(
                text,
                result.label().isEmpty() ? "crier bench" : result.label(),
                "%s at %s%s",
                count(connections.subscribers(), "subscriber")
                        + (connections.topics() > 1 ? " of " + count(connections.topics(), "topic") : ""),
                result.where(),
                connections.coding() == Coding.IDENTITY
                        ? ""
                        : ", " + connections.coding().token());
        line(text, "connections", "opened in %.2f s, %s", connections.seconds(), memory(connections.memory()));
        result.delivery().ifPresent(delivery -> delivery(text, delivery));
        if (connections.ended() > 0) {
            line(text, "BROKEN", "the server ended %s", count(connections.ended(), "stream"));
        }
        return text.toString();
    }

    private static void delivery(StringBuilder text, LoadResult.Delivery delivery) {
        line(
                text,
                "published",
                "%,.1f events/s of %,d bytes, for %.1f s",
                delivery.publishedPerSecond(),
                delivery.eventBytes(),
                delivery.seconds());
        line(
                text,
                "delivered",
                "%,.0f events/s, %,.1f MB/s",
                delivery.deliveriesPerSecond(),
                delivery.bytes() / 1e6 / delivery.seconds());
        line(text, "server CPU", "%s", cpu(delivery));
        line(text, "client CPU", "%.0f %% of a core", 100 * delivery.clientCpuSeconds() / delivery.seconds());
        line(
                text,
                "latency",
                "%s%s",
                quantiles(delivery.latency()),
                delivery.corrected()
                        ? ", from when each event was due"
                        : ", from when each was sent: without --rate this flatters a server that stalls");
        line(text, "answers", "%s", quantiles(delivery.answers()));
        line(text, delivery.verdict().whole() ? "checked" : "BROKEN", "%s", verdict(delivery.verdict()));
    }

    private static String memory(Optional<LoadResult.Memory> memory) {
        return memory.map(m -> String.format(
                        Locale.ROOT,
                        "the server's memory went from %.1f to %.1f MiB: %.1f KiB a connection (%.1f with what its processes"
                                + " share counted once)",
                        m.beforeMib(),
                        m.afterMib(),
                        m.kibPerConnection(),
                        m.proportionalKibPerConnection()))
                .orElse("the server's memory is unknown: " + unknown());
    }

    private static String cpu(LoadResult.Delivery delivery) {
        return delivery.cpu()
                .map(cpu -> String.format(
                        Locale.ROOT,
                        "%.2f s (%.2f its own, %.2f the kernel's): %,.0f deliveries per CPU-second",
                        cpu.seconds(),
                        cpu.userSeconds(),
                        cpu.systemSeconds(),
                        cpu.perSecond(delivery.deliveries())))
                .orElse("unknown: " + unknown());
    }

    private static String unknown() {
        return ServerProcesses.visible() ? "--server-pid says whose it is" : "this system has no /proc";
    }

    /** Quantiles in milliseconds. */
    static String quantiles(Latencies.Quantiles q) {
        return q.count() == 0
                ? "none measured"
                : String.format(
                        Locale.ROOT,
                        "p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f ms",
                        q.p50() / MICROS_PER_MILLI,
                        q.p90() / MICROS_PER_MILLI,
                        q.p99() / MICROS_PER_MILLI,
                        q.p999() / MICROS_PER_MILLI,
                        q.max() / MICROS_PER_MILLI);
    }

    /** What was lost, doubled or reordered, in a sentence. */
    static String verdict(Verdict verdict) {
        String order = verdict.ordered() ? ", in order" : "; the order isn't judged with several publishers";
        return verdict.whole()
                ? String.format(
                        Locale.ROOT,
                        "every subscriber got every event, once%s (%,d in all)",
                        order,
                        verdict.deliveries())
                : String.format(
                        Locale.ROOT,
                        "%,d lost, %,d doubled, %s reordered of %,d",
                        verdict.lost(),
                        verdict.doubled(),
                        verdict.ordered() ? String.format(Locale.ROOT, "%,d", verdict.reordered()) : "(not judged)",
                        verdict.deliveries() + verdict.lost());
    }

    private static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** Appends a line with its name in a column. */
    static void line(StringBuilder text, String name, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-12s ", name))
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    // ---- JSON

    /** A run, for machines. */
    static ObjectNode json(LoadResult result) {
        LoadResult.Connections connections = result.connections();
        ObjectNode json = object().put("label", result.label())
                .put("url", result.where())
                .put("whole", result.whole())
                .put("subscribers", connections.subscribers())
                .put("topics", connections.topics())
                .put("coding", connections.coding().token())
                .put("connectSeconds", connections.seconds())
                .put("endedByServer", connections.ended());
        connections
                .memory()
                .ifPresent(memory -> json.putObject("memory")
                        .put("beforeMib", memory.beforeMib())
                        .put("afterMib", memory.afterMib())
                        .put("kibPerConnection", memory.kibPerConnection())
                        .put("proportionalKibPerConnection", memory.proportionalKibPerConnection()));
        result.delivery().ifPresent(delivery -> json(json, delivery));
        return json;
    }

    private static void json(ObjectNode json, LoadResult.Delivery delivery) {
        json.put("eventBytes", delivery.eventBytes())
                .put("seconds", delivery.seconds())
                .put("publishedPerSecond", delivery.publishedPerSecond())
                .put("deliveriesPerSecond", delivery.deliveriesPerSecond())
                .put("bytesPerSecond", delivery.bytes() / delivery.seconds())
                .put("clientCpuSeconds", delivery.clientCpuSeconds());
        delivery.cpu()
                .ifPresent(cpu -> json.putObject("serverCpu")
                        .put("userSeconds", cpu.userSeconds())
                        .put("systemSeconds", cpu.systemSeconds())
                        .put("deliveriesPerCpuSecond", cpu.perSecond(delivery.deliveries()))
                        .put("publishedPerCpuSecond", cpu.perSecond(delivery.published())));
        json.put("latencyCorrected", delivery.corrected());
        json.set("latencyMicros", json(delivery.latency()));
        json.set("answerMicros", json(delivery.answers()));
        json.setAll(json(delivery.verdict()));
    }

    /** Quantiles, in microseconds. */
    static ObjectNode json(Latencies.Quantiles q) {
        return object().put("count", q.count())
                .put("p50", q.p50())
                .put("p90", q.p90())
                .put("p99", q.p99())
                .put("p999", q.p999())
                .put("max", q.max());
    }

    /** What was lost, doubled or reordered. */
    static ObjectNode json(Verdict verdict) {
        return object().put("delivered", verdict.deliveries())
                .put("lost", verdict.lost())
                .put("doubled", verdict.doubled())
                .put("reordered", verdict.reordered())
                .put("orderJudged", verdict.ordered());
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** One line. */
    static String line(ObjectNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree can always be written", e);
        }
    }

    /**
     * Reads one line.
     *
     * @throws BenchException if it is no JSON object
     */
    static ObjectNode read(String line) {
        try {
            return MAPPER.readValue(line, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new BenchException("Expected a line of JSON, not '" + line + "'.", e);
        }
    }
}
