package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the benchmarks are run with. Stateless. */
final class BenchmarkEvents {

    static final Lineage LINEAGE = Lineage.of("k3v9q2xw01", 0);
    static final Topic TOPIC = Topic.of("stocks/ACME");
    static final Event EVENT = new Event(TOPIC, "tick", "ACME", "x".repeat(100), Instant.EPOCH);

    private BenchmarkEvents() {}

    static EventId id(long position) {
        return new EventId(LINEAGE.epoch(), position);
    }

    static LogRecord record(long position) {
        return new LogRecord(position, position - 1, EVENT);
    }

    /** Entries in a row, with their frames. */
    static List<WindowEntry.Entry> entries(int count) {
        List<WindowEntry.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new WindowEntry.Entry(i, LINEAGE, record(i + 1), 0, bytes -> {}));
        }
        return entries;
    }
}
