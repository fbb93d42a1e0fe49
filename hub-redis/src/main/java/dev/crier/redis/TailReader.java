package dev.crier.redis;

import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Lineage.Hole;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Tail;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the engine's tail, on a connection of its own, and hands every event of every hub to this hub's tail, once and in
 * order.
 *
 * <p>Confined to the log's context. It waits in the engine for a short time only, since a wait on a dead path would never end.
 * Each entry names the position before it, so that a gap in the tail shows: if the tail was trimmed while this hub was away,
 * the window begins anew at the newest position, and each subscriber reads what it lacks from the history, where it learns
 * exactly what was evicted; if the history itself is another one, {@link Histories} finds out.
 */
final class TailReader implements Link.User {

    private static final Logger LOG = LoggerFactory.getLogger(TailReader.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int MOST = 256;

    private final RedisLogOptions options;
    private final Histories histories;
    private final Tail tail;
    private final LogTally tally;
    private @Nullable Wire wire;
    private boolean released;
    private String cursor = "";
    /** The newest position that the tail has heard, or that was there before it began to listen. */
    private long heard;
    /** Counts how often the cursor was set to another place, so that what was asked for before that is not taken. */
    private int jumps;

    TailReader(RedisLogOptions options, Histories histories, Tail tail, LogTally tally) {
        this.tally = tally;
        this.options = options;
        this.histories = histories;
        this.tail = tail;
    }

    /** Where to begin, or to go on after what is there was replaced. */
    void jump(EngineState state) {
        jumps++;
        cursor = state.tailCursor();
        heard = state.head();
    }

    /** Begins to hand on what it reads. */
    void release() {
        released = true;
        Wire current = wire;
        if (current != null) {
            poll(current);
        }
    }

    @Override
    public Future<?> up(Wire next) {
        return histories.check(next).onSuccess(state -> {
            wire = next;
            if (released) {
                poll(next);
            }
        });
    }

    @Override
    public void down(String why) {
        wire = null;
    }

    private void poll(Wire current) {
        if (wire != current || !current.good()) {
            return;
        }
        int asked = jumps;
        Request request = Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(MOST)
                .arg("BLOCK")
                .arg(WAIT.toMillis())
                .arg("STREAMS")
                .arg(options.base() + ":tail")
                .arg(cursor);
        current.send(request, WAIT)
                .compose(reply -> take(current, reply, asked))
                .onSuccess(taken -> poll(current))
                .onFailure(current::fail);
    }

    private Future<?> take(Wire current, @Nullable Response reply, int asked) {
        if (asked != jumps) {
            return Future.succeededFuture();
        }
        if (reply == null || reply.size() == 0) {
            return checkIfOther(current);
        }
        for (TailEntry entry : TailEntry.of(reply)) {
            cursor = entry.id();
            LogRecord log = entry.record();
            if (log == null) {
                return histories.check(current);
            }
            if (entry.before() < heard) {
                return lost(current, log, entry.before(), asked);
            }
            hand(log, entry.before());
        }
        return Future.succeededFuture();
    }

    private void hand(LogRecord log, long before) {
        if (before > heard) {
            LOG.warn(
                    "The tail was trimmed while this hub was away: it heard up to {}, and goes on after {}; what is"
                            + " between is read from the history",
                    heard,
                    before);
            beginAnew(before, List.of());
        }
        heard = log.position();
        histories.saw(heard);
        tail.onRecord(log);
    }

    /** The engine doesn't know what this hub has heard; if that isn't said by the history, it is said here. */
    private Future<?> lost(Wire current, LogRecord log, long before, int asked) {
        return histories.check(current).onSuccess(state -> {
            if (asked == jumps) {
                beginAnew(heard, List.of(new Hole(before, heard)));
                heard = before;
                hand(log, before);
            }
        });
    }

    private void beginAnew(long head, List<Hole> moreHoles) {
        EngineState known = histories.known();
        if (known != null) {
            List<Hole> holes = new ArrayList<>(known.holes());
            holes.addAll(moreHoles);
            tally.otherHistory();
            tail.onLineage(new Lineage(known.epoch(), head, holes));
        }
    }

    /** An idle tail is one that has nothing to say, or one that was replaced by an empty one. */
    private Future<?> checkIfOther(Wire current) {
        return current.send(
                        Request.cmd(Command.HGET).arg(options.base() + ":log").arg("state"))
                .compose(state -> EngineState.stampOf(state).equals(histories.stamp())
                        ? Future.succeededFuture()
                        : histories.check(current));
    }
}
