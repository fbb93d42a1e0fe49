package dev.crier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A row of the comparison. Immutable.
 *
 * @param what what is measured, for people
 * @param figure which figure is shown
 * @param pinned whether server and client have a core of their own each
 * @param peers the servers it makes sense for
 * @param options the client's options
 */
record CompareRow(String what, Figure figure, boolean pinned, Set<Peer> peers, List<String> options) {

    private static final String NDJSON_EVENT = "{\"topic\":\"bench/%d\",\"data\":\"%P\"}\\n";

    private static final Set<Peer> ALL = EnumSet.of(Peer.LIMIT, Peer.NCHAN, Peer.HUB);
    private static final Set<Peer> HUBS = EnumSet.of(Peer.NCHAN, Peer.HUB);
    private static final Set<Peer> OWN = EnumSet.of(Peer.HUB);

    /** The rows by their names, in the order of the table. */
    static final Map<String, CompareRow> ROWS = rows();

    /** What a row shows of a measurement. */
    enum Figure {
        DELIVERIES("deliveries/CPU-s", "/serverCpu/deliveriesPerCpuSecond", "%,.0f"),
        ACCEPTED("accepted/CPU-s", "/serverCpu/publishedPerCpuSecond", "%,.0f"),
        P99("p99, ms", "/latencyMicros/p99", "%,.2f"),
        MEMORY("KiB a connection", "/memory/kibPerConnection", "%,.1f");

        private final String title;
        private final String pointer;
        private final String format;

        Figure(String title, String pointer, String format) {
            this.title = title;
            this.pointer = pointer;
            this.format = format;
        }

        String title() {
            return title;
        }

        double of(JsonNode result) {
            double value = result.at(pointer).asDouble();
            return this == P99 ? value / 1_000 : value;
        }

        String show(double value) {
            return String.format(Locale.ROOT, format, value);
        }
    }

    private static Map<String, CompareRow> rows() {
        Map<String, CompareRow> rows = new LinkedHashMap<>();
        rows.put(
                "single",
                new CompareRow(
                        "1,000 subscribers, one event at a time",
                        Figure.DELIVERIES,
                        true,
                        ALL,
                        List.of("-n", "1000", "-w", "1")));
        rows.put(
                "joined",
                new CompareRow(
                        "1,000 subscribers, 16 publishers, up to 32 events on their way",
                        Figure.DELIVERIES,
                        true,
                        HUBS,
                        List.of("-n", "1000", "-k", "16", "-w", "32")));
        rows.put(
                "n10000",
                new CompareRow(
                        "10,000 subscribers, one event at a time",
                        Figure.DELIVERIES,
                        true,
                        ALL,
                        List.of("-n", "10000", "-w", "1")));
        rows.put(
                "kib",
                new CompareRow(
                        "1,000 subscribers, events of 1 KiB, up to 8 on their way",
                        Figure.DELIVERIES,
                        true,
                        HUBS,
                        List.of("-n", "1000", "-s", "1024", "-w", "8")));
        rows.put(
                "topics",
                new CompareRow(
                        "1,000 subscribers of 100 topics, up to 8 events on their way",
                        Figure.DELIVERIES,
                        true,
                        ALL,
                        List.of("-n", "1000", "-t", "100", "-w", "8")));
        rows.put(
                "plain",
                new CompareRow(
                        "1,000 subscribers, JSON of 330 bytes",
                        Figure.DELIVERIES,
                        true,
                        OWN,
                        List.of("-n", "1000", "-s", "330", "--filler", "json", "-w", "1")));
        rows.put(
                "gzip",
                new CompareRow(
                        "the same, compressed by gzip",
                        Figure.DELIVERIES,
                        true,
                        OWN,
                        List.of("-n", "1000", "-s", "330", "--filler", "json", "-w", "1", "--gzip")));
        rows.put(
                "zstd",
                new CompareRow(
                        "the same, compressed by zstd",
                        Figure.DELIVERIES,
                        true,
                        OWN,
                        List.of("-n", "1000", "-s", "330", "--filler", "json", "-w", "1", "--zstd")));
        rows.put(
                "latency1k",
                new CompareRow(
                        "1,000 subscribers, 20 events/s",
                        Figure.P99,
                        false,
                        HUBS,
                        List.of("-n", "1000", "--rate", "20")));
        rows.put(
                "latency10k",
                new CompareRow(
                        "10,000 subscribers, 2 events/s",
                        Figure.P99,
                        false,
                        HUBS,
                        List.of("-n", "10000", "--rate", "2")));
        rows.put(
                "idle",
                new CompareRow(
                        "10,000 idle connections", Figure.MEMORY, true, HUBS, List.of("-n", "10000", "--idle", "5")));
        rows.put(
                "intake",
                new CompareRow(
                        "16 publishers, as fast as accepted",
                        Figure.ACCEPTED,
                        true,
                        EnumSet.of(Peer.NCHAN, Peer.VERTX, Peer.HUB),
                        List.of("-n", "1", "-k", "16")));
        rows.put(
                "batch",
                new CompareRow(
                        "2 publishers, 500 events in a publish",
                        Figure.ACCEPTED,
                        true,
                        OWN,
                        List.of(
                                "-n",
                                "1",
                                "-k",
                                "2",
                                "--batch",
                                "500",
                                "--body",
                                NDJSON_EVENT,
                                "--content-type",
                                "application/x-ndjson")));
        return Collections.unmodifiableMap(rows);
    }

    /**
     * The row of a name.
     *
     * @throws UsageException if there is none
     */
    static CompareRow named(String name) {
        CompareRow row = ROWS.get(name);
        if (row == null) {
            throw new UsageException("--rows: there is no row '" + name + "'");
        }
        return row;
    }

    /** Whether the bytes of a delivery are worth a word: the hub beside itself, plain and compressed. */
    boolean sizes() {
        return peers.equals(OWN) && figure == Figure.DELIVERIES;
    }
}
