package dev.crier.server;

import dev.crier.core.log.DiskEventLog;
import dev.crier.core.log.DiskLogOptions;
import dev.crier.core.log.MemoryEventLog;
import dev.crier.core.source.SourceStates;
import dev.crier.core.spi.EventLog;
import dev.crier.redis.RedisEventLog;
import dev.crier.redis.RedisLogOptions;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LogConfig;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The log that is configured, and where sources keep what they must know again. Immutable.
 *
 * @param log the log, not started
 * @param states gives the states once the log is open
 */
record Histories(EventLog log, Supplier<SourceStates> states) {

    /** Makes the log. */
    static Histories of(Vertx vertx, HubConfig config) {
        LogConfig log = config.log();
        Clock clock = Clock.systemUTC();
        Supplier<SourceStates> inFolder =
                () -> SourceStates.inFolder(config.state().folder());
        return switch (log.where()) {
            case MEMORY -> new Histories(new MemoryEventLog(vertx, CoreOptions.inMemory(config), clock), inFolder);
            case DISK -> {
                DiskLogOptions options = DiskLogOptions.in(log.folder().orElseThrow(), CoreOptions.onDisk(config))
                        .withFsync(log.fsync());
                yield new Histories(new DiskEventLog(vertx, options, clock), inFolder);
            }
            case REDIS -> {
                RedisLogOptions options = RedisLogOptions.of(log.url().orElseThrow())
                        .withPrefix(log.prefix())
                        .withRetention(
                                config.retention(),
                                config.limits().logBytes().bytes(),
                                config.limits().topics());
                RedisEventLog shared = new RedisEventLog(vertx, options);
                yield new Histories(shared, shared::sourceStates);
            }
        };
    }
}
