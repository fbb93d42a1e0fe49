package dev.crier.testkit;

import dev.crier.core.log.HistoryOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.spi.EventLog;
import io.vertx.core.Vertx;
import java.time.Clock;

/** The log in memory keeps the contract of logs. */
class MemoryEventLogContractTest extends EventLogContract {

    /** The log in memory with these bounds. */
    static EventLog memory(Vertx vertx, LogBounds bounds, Clock clock) {
        return new MemoryEventLog(vertx, options(bounds), clock);
    }

    static HistoryOptions options(LogBounds bounds) {
        return HistoryOptions.DEFAULT
                .withRetention(topic -> bounds.retention())
                .withLogBytes(bounds.logBytes())
                .withTopics(bounds.topics())
                .withIdempotency(bounds.idempotencyAge(), 100_000);
    }

    @Override
    protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
        return memory(vertx, bounds, clock);
    }
}
