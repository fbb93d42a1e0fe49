package dev.crier.redis;

import dev.crier.core.spi.EventLog;
import dev.crier.testkit.EventLogContract;
import dev.crier.testkit.LogBounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The log on Redis keeps the contract of logs; a crash cuts it off in the midst of what it does. */
@NeedsRedis
class RedisEventLogContractTest extends EventLogContract {

    private final Map<EventLog, CuttingProxy> paths = new HashMap<>();
    private Server engine;

    /** An engine, wherever it runs. */
    interface Server extends AutoCloseable {

        /** Where it is reached on this machine. */
        int port();

        @Override
        void close();
    }

    @BeforeAll
    void startEngine() {
        engine = start();
    }

    Server start() {
        return Engine.start();
    }

    @AfterAll
    void stopEngine() {
        engine.close();
    }

    @Override
    protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
        CuttingProxy path = new CuttingProxy(vertx, engine.port());
        RedisLogOptions options = RedisLogOptions.of(path.url())
                .withRetention(topic -> bounds.retention(), bounds.logBytes(), bounds.topics())
                .withIdempotencyAge(bounds.idempotencyAge());
        EventLog log = log(vertx, options, clock);
        paths.put(log, path);
        return log;
    }

    EventLog log(Vertx vertx, RedisLogOptions options, Clock clock) {
        return new RedisEventLog(vertx, options, Optional.of(clock));
    }

    @Override
    protected void wipe() {
        paths.values().forEach(CuttingProxy::close);
        paths.clear();
        Engine.command(engine.port(), "FLUSHALL");
    }

    @Override
    protected Future<Void> crash(EventLog log) {
        Objects.requireNonNull(paths.get(log)).cut();
        return log.close();
    }

    @Override
    protected Future<Void> housekeeping(EventLog log) {
        return ((RedisEventLog) log).sweep();
    }

    @Override
    public boolean durable() {
        return true;
    }
}
