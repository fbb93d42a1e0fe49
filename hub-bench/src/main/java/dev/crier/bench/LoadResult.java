package dev.crier.bench;

import java.util.Optional;

/**
 * What a run measured.
 *
 * @param label its name
 * @param where the URL of the streams
 * @param connections how the connections were
 * @param delivery how events were delivered; empty if nothing was published
 */
record LoadResult(String label, String where, Connections connections, Optional<Delivery> delivery) {

    /**
     * How the connections were.
     *
     * @param subscribers how many subscriptions were opened
     * @param topics over how many topics
     * @param coding by what the streams were compressed
     * @param seconds how long that took
     * @param ended how many the server ended before the run did
     * @param memory what they cost the server; empty where that isn't known
     */
    record Connections(
            int subscribers, int topics, Coding coding, double seconds, int ended, Optional<Memory> memory) {}

    /**
     * The server's memory.
     *
     * @param beforeMib resident, before the first connection, in MiB
     * @param afterMib resident, with all connections idle, in MiB
     * @param kibPerConnection how much more for each connection, in KiB
     * @param proportionalKibPerConnection the same, with what its processes share counted once
     */
    record Memory(double beforeMib, double afterMib, double kibPerConnection, double proportionalKibPerConnection) {}

    /**
     * How events were delivered.
     *
     * @param eventBytes the bytes of one event's data
     * @param seconds how long was measured
     * @param published events that were published within that time
     * @param deliveries events that arrived within that time, over all subscribers
     * @param bytes what arrived within that time, in bytes
     * @param cpu the server's CPU time within that time; empty where that isn't known
     * @param clientCpuSeconds the bench's own CPU time within that time
     * @param corrected whether latencies count from when each event was due; else from when it was sent, which flatters
     * @param latency from publishing to receiving
     * @param answers from publishing to the server's answer
     * @param verdict whether every subscriber got every event, in the whole run
     */
    record Delivery(
            int eventBytes,
            double seconds,
            long published,
            long deliveries,
            long bytes,
            Optional<Cpu> cpu,
            double clientCpuSeconds,
            boolean corrected,
            Latencies.Quantiles latency,
            Latencies.Quantiles answers,
            Verdict verdict) {

        double publishedPerSecond() {
            return published / seconds;
        }

        double deliveriesPerSecond() {
            return deliveries / seconds;
        }
    }

    /**
     * CPU time.
     *
     * @param userSeconds in the server's own code
     * @param systemSeconds in the kernel
     */
    record Cpu(double userSeconds, double systemSeconds) {

        double seconds() {
            return userSeconds + systemSeconds;
        }

        /** So many things for each second of CPU time; 0 if there was too little to tell. */
        double perSecond(long things) {
            return seconds() > 0 ? things / seconds() : 0;
        }
    }

    /** Whether nothing went wrong. */
    boolean whole() {
        return connections.ended() == 0
                && delivery.map(d -> d.verdict().whole()).orElse(true);
    }
}
