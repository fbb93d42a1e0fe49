package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;

/**
 * Where a subscription's bytes go: one HTTP response, one test's list.
 *
 * <p>All calls are made on the event loop of the {@link Fanout} that the subscription belongs to, and none of them blocks.
 */
public interface Outlet {

    /** Whether there is room for a write; the fan-out asks before each. */
    boolean writable();

    /** Sends a whole frame or several; the buffer is shared with other outlets and must not be changed. */
    void write(Buffer bytes);

    /** Sets what to call each time there is room again after {@link #writable()} said no. */
    void onDrain(Runnable drained);

    /** Ends the stream and its connection. */
    void end(EndReason reason);

    /** Why the hub ended a stream. */
    enum EndReason {
        /** The reader did not drain its socket for the stall timeout. */
        STALLED,
        /** The history passed the reader, and the configuration says to close it then. */
        OVERRUN,
        /** The log could not be read, again and again; the client comes back by its id. */
        LOG_FAILED,
        /** Writing to it failed. */
        BROKEN,
        /** An operator wants so. */
        DISMISSED,
        /** The hub stops. */
        DRAINING,
        /** What permitted the reader to read has expired. */
        EXPIRED
    }
}
