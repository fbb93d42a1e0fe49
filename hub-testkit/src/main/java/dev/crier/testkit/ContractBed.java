package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** What the rules of {@link EventLogContract} stand on: logs to drive, and what the log at hand can do. */
interface ContractBed {

    /** So many appends that whatever a log puts off for a while must have happened. */
    int PLENTY = 4_000;

    /** Opens and starts a log that continues what the test's earlier one left, if it can. */
    DrivenLog open(LogBounds bounds);

    /** Closes all logs, and throws the history away. */
    void beginAnew();

    /** Makes the same without starting it. */
    DrivenLog unstarted(LogBounds bounds);

    /** Ends a log as a crash would, and opens it again. */
    DrivenLog reopenAfterCrash(DrivenLog log, LogBounds bounds);

    /** Whether the history survives a close and a crash. */
    boolean durable();

    /** Whether the log tells time by the clock it was given. */
    boolean timedByClock();

    /** The clock of all logs of this test. */
    MovableClock clock();

    /** Has the log do now what it does in time. */
    Future<Void> housekeeping(DrivenLog log);

    // ---- small things for all rules

    /** Data of so many bytes. */
    static String text(int bytes) {
        return "x".repeat(bytes);
    }

    static EventDraft draft(String topic, String data) {
        return EventDraft.of(Topic.of(topic), data);
    }

    /** Appends one more after the other until it is so. */
    default void appendUntil(DrivenLog log, BooleanSupplier soFar, IntConsumer appendOne) {
        for (int i = 0; i < PLENTY; i++) {
            if (i % 10 == 0) {
                DrivenLog.await(housekeeping(log));
                if (soFar.getAsBoolean()) {
                    return;
                }
            }
            appendOne.accept(i);
        }
        fail("rule 7: nothing was evicted although " + PLENTY + " appends exceeded the bounds");
    }
}
