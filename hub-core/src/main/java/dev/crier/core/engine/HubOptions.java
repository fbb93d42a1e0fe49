package dev.crier.core.engine;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds and times of a hub.
 *
 * @param windowBytes how much of the newest history is kept ready to send, in bytes, overhead included
 * @param pendingBytes how many bytes of events may wait for the log before more are refused
 * @param eventBytes the most bytes of one event's data in UTF-8
 * @param heartbeat after how much silence a stream gets a sign of life
 * @param stallTimeout how long a reader may leave its socket full before it is closed
 * @param behind what becomes of a reader that the history has passed
 */
public record HubOptions(
        long windowBytes, long pendingBytes, int eventBytes, Duration heartbeat, Duration stallTimeout, Behind behind) {

    /** 128 MiB window, 64 MiB pending, 1 MiB events, 15 s heartbeat, 30 s stall timeout, gaps announced. */
    public static final HubOptions DEFAULT =
            new HubOptions(128L << 20, 64L << 20, 1 << 20, Duration.ofSeconds(15), Duration.ofSeconds(30), Behind.GAP);

    /** What becomes of a reader that the history has passed. */
    public enum Behind {
        /** It gets a {@code hub.gap} and goes on with what is kept. */
        GAP,
        /** Its connection is closed; it comes back by its id, and learns of the gap then. */
        CLOSE
    }

    /**
     * Makes options.
     *
     * @throws IllegalArgumentException if a bound is not positive
     */
    public HubOptions {
        Objects.requireNonNull(behind, "behind");
        positive("windowBytes", windowBytes);
        positive("pendingBytes", pendingBytes);
        positive("eventBytes", eventBytes);
        positive("heartbeat", heartbeat.toMillis());
        positive("stallTimeout", stallTimeout.toMillis());
    }

    /** The same with another window. */
    public HubOptions withWindowBytes(long bytes) {
        return new HubOptions(bytes, pendingBytes, eventBytes, heartbeat, stallTimeout, behind);
    }

    /** The same with another bound on what waits for the log. */
    public HubOptions withPendingBytes(long bytes) {
        return new HubOptions(windowBytes, bytes, eventBytes, heartbeat, stallTimeout, behind);
    }

    /** The same with another limit for one event. */
    public HubOptions withEventBytes(int bytes) {
        return new HubOptions(windowBytes, pendingBytes, bytes, heartbeat, stallTimeout, behind);
    }

    /** The same with another heartbeat. */
    public HubOptions withHeartbeat(Duration silence) {
        return new HubOptions(windowBytes, pendingBytes, eventBytes, silence, stallTimeout, behind);
    }

    /** The same with another stall timeout. */
    public HubOptions withStallTimeout(Duration timeout) {
        return new HubOptions(windowBytes, pendingBytes, eventBytes, heartbeat, timeout, behind);
    }

    /** The same with another policy for readers that the history has passed. */
    public HubOptions withBehind(Behind policy) {
        return new HubOptions(windowBytes, pendingBytes, eventBytes, heartbeat, stallTimeout, policy);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
