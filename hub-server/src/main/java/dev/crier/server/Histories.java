package dev.crier.server;

import dev.crier.core.log.DiskEventLog;
import dev.crier.core.log.DiskLogOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.source.SourceStates;
import dev.crier.core.spi.EventLog;
import dev.crier.redis.RedisEventLog;
import dev.crier.redis.RedisLogCounts;
import dev.crier.redis.RedisLogOptions;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LogConfig;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The log that is configured, and where sources keep what they must know again. Immutable.
 *
 * @param log the log, not started
 * @param states gives the states once the log is open
 * @param redis what is counted where the log is in Redis or Valkey
 */
record Histories(EventLog log, Supplier<SourceStates> states, Optional<Supplier<RedisLogCounts>> redis) {

    /** Makes the log. */
    static Histories of(Vertx vertx, HubConfig config) {
        LogConfig log = config.log();
        Clock clock = Clock.systemUTC();
        return switch (log.where()) {
            case MEMORY -> inFolder(new MemoryEventLog(vertx, CoreOptions.inMemory(config), clock), config);
            case DISK -> {
                DiskLogOptions options = DiskLogOptions.in(log.folder().orElseThrow(), CoreOptions.onDisk(config))
                        .withFsync(log.fsync());
                yield inFolder(new DiskEventLog(vertx, options, clock), config);
            }
            case REDIS -> {
                RedisEventLog shared = new RedisEventLog(vertx, inRedis(config));
                yield new Histories(shared, shared::sourceStates, Optional.of(shared::counts));
            }
        };
    }

    private static RedisLogOptions inRedis(HubConfig config) {
        LogConfig log = config.log();
        return RedisLogOptions.of(log.url().orElseThrow())
                .withCa(log.ca())
                .withPrefix(log.prefix())
                .withReplicas(log.replicas())
                .withRetention(
                        config.retention(),
                        config.limits().logBytes().bytes(),
                        config.limits().topics());
    }

    /** What is wrong with a file that the log would read, if something is; blocks. */
    static Optional<String> problem(HubConfig config, Vertx vertx) {
        return config.log().where() == LogConfig.Type.REDIS
                ? RedisEventLog.problem(vertx, inRedis(config))
                : Optional.empty();
    }

    private static Histories inFolder(EventLog log, HubConfig config) {
        return new Histories(log, () -> SourceStates.inFolder(config.state().folder()), Optional.empty());
    }

    /** Shows what the log counts. */
    void watch(HubMetrics metrics) {
        redis.ifPresent(counts -> {
            metrics.gauge(
                    "crier.redis.pending.appends",
                    "Appends that Redis hasn't answered yet",
                    () -> counts.get().pending());
            metrics.bytes(
                    "crier.redis.pending",
                    "What the appends hold that Redis hasn't answered yet, overhead included",
                    () -> counts.get().pendingBytes());
            metrics.counter(
                    "crier.redis.resent.appends",
                    "Appends that were sent again after a connection was lost",
                    () -> counts.get().resent());
            metrics.counter(
                    "crier.redis.reconnects",
                    "How often a connection for appends or for the tail was made again",
                    () -> counts.get().reconnects());
            metrics.counter(
                    "crier.redis.history.breaks",
                    "How often Redis had lost events, or the tail didn't reach back to what the hub had heard",
                    () -> counts.get().otherHistories());
        });
    }
}
