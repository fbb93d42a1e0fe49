package dev.crier.core.source;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.spi.EventLog;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Objects;
import java.util.function.Function;

/**
 * All that the supervisor uses of the hub around it. Safe on any thread, if its parts are.
 *
 * @param publish publishes a source's event; refuses topics below {@code hub/}
 * @param publishReserved publishes on the hub's own topics
 * @param log the history, to see whether it is empty
 * @param address the hub itself, with the port that it really listens on
 * @param states where sources keep their durable state
 */
public record SourceHub(
        Function<EventDraft, Future<EventId>> publish,
        Function<EventDraft, Future<EventId>> publishReserved,
        EventLog log,
        URI address,
        SourceStates states) {

    /** Refuses nulls. */
    public SourceHub {
        Objects.requireNonNull(publish, "publish");
        Objects.requireNonNull(publishReserved, "publishReserved");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(states, "states");
    }
}
