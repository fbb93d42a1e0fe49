package dev.crier.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the engine can't be reached, and that it can again: once for all connections of a hub, which lose it together.
 * Safe on any thread.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEventLog.class);

    private final String where;
    private final Set<Link> down = new HashSet<>();
    private long since;

    /**
     * Makes one.
     *
     * @param where the engine's address, for people
     */
    Outage(String where) {
        this.where = where;
    }

    /** A connection was lost, or couldn't be made. */
    synchronized void lost(Link link, String why) {
        if (down.isEmpty()) {
            since = System.nanoTime();
            LOG.warn("No connection to Redis at {}: {}; trying again until there is one", where, why);
        }
        down.add(link);
    }

    /** A connection is there. */
    synchronized void back(Link link) {
        if (down.remove(link) && down.isEmpty()) {
            LOG.info(
                    "Redis at {} is back after {} ms",
                    where,
                    Duration.ofNanos(System.nanoTime() - since).toMillis());
        }
    }
}
