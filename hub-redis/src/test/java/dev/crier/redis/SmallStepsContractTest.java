package dev.crier.redis;

import dev.crier.core.spi.EventLog;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;

/** The same in steps so small that nearly every answer takes several. */
class SmallStepsContractTest extends RedisEventLogContractTest {

    @Override
    EventLog log(Vertx vertx, RedisLogOptions options, Clock clock) {
        return new RedisEventLog(vertx, options, Optional.of(clock), 3);
    }
}
