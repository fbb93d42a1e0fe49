package dev.crier.testkit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Lets calls through, or holds them while it is shut, and lets them through in their order then. Safe on any thread. */
final class Gate {

    private volatile Promise<Void> way = Promise.promise();
    private volatile boolean holding;

    Gate() {
        way.complete();
    }

    <T> Future<T> pass(Supplier<Future<T>> call) {
        Future<Void> free = way.future();
        holding |= !free.isComplete();
        return free.compose(open -> call.get());
    }

    /** Whether it holds a call. */
    boolean holds() {
        return holding;
    }

    void shut() {
        if (way.future().isComplete()) {
            way = Promise.promise();
        }
    }

    void open() {
        holding = false;
        way.tryComplete();
    }
}
