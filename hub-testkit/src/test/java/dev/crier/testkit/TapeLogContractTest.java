package dev.crier.testkit;

import dev.crier.core.spi.EventLog;
import io.vertx.core.Vertx;
import java.time.Clock;

/** The rules for durable logs can be kept: the simplest durable log keeps them. */
class TapeLogContractTest extends EventLogContract {

    final TapeLog.Tape tape = new TapeLog.Tape();

    @Override
    protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
        return TapeLog.on(tape, clock, tapeClock -> MemoryEventLogContractTest.memory(vertx, bounds, tapeClock));
    }

    @Override
    protected void wipe() {
        tape.rewind();
    }

    @Override
    public boolean durable() {
        return true;
    }
}
