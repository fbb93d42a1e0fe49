package dev.crier.redis;

import dev.crier.core.spi.EventLog;
import io.vertx.core.Vertx;
import java.time.Clock;

/** The same by the engine's clock, as hubs use it. */
class EngineClockContractTest extends RedisEventLogContractTest {

    @Override
    EventLog log(Vertx vertx, RedisLogOptions options, Clock clock) {
        return new RedisEventLog(vertx, options);
    }

    @Override
    public boolean timedByClock() {
        return false;
    }
}
