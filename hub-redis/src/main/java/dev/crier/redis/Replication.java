package dev.crier.redis;

import dev.crier.core.spi.Appended;
import dev.crier.redis.PendingAppends.Pending;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the answers of appends back until enough replicas have what was appended, as the engine's {@code WAIT} says.
 *
 * <p>Confined to the log's context. {@code WAIT} is about all that its connection has written, and the engine runs nothing
 * behind it until it is answered. So appends go in groups, with one {@code WAIT} at the end of each. Before it stands a write
 * that every replica hears of: a group may be one that an earlier connection had sent, which then is only answered from memory,
 * and a connection that has written nothing would wait for nothing.
 */
final class Replication {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEventLog.class);
    private static final String WRITER_AGE = Long.toString(Duration.ofDays(1).toMillis());

    /** An answer that is kept back. */
    record Held(Pending of, Future<Appended> answer) {}

    private final RedisLogOptions options;
    private List<Held> held = new ArrayList<>();
    /** What is wrong with the replicas, as far as it is known. */
    private Optional<String> lack = Optional.empty();

    Replication(RedisLogOptions options) {
        this.options = options;
    }

    /** Whether answers are kept back at all. */
    boolean wanted() {
        return options.replicas() > 0;
    }

    /** Whether the engine has to be asked although nothing was sent: answers are kept back, or it is unknown if any could be. */
    boolean due() {
        return !held.isEmpty() || lack.isPresent();
    }

    /** What is wrong, for people. */
    Optional<String> lack() {
        return lack;
    }

    void hold(Pending of, Future<Appended> answer) {
        held.add(new Held(of, answer));
    }

    /** Those that were kept back are to be sent again. */
    void forget() {
        held = new ArrayList<>();
    }

    /** Those that were kept back, which may be answered now. */
    List<Held> release() {
        List<Held> released = held;
        held = new ArrayList<>();
        return released;
    }

    /**
     * Asks for all that was sent on this wire.
     *
     * @return whether enough replicas have it; fails if the engine doesn't say
     */
    Future<Boolean> confirm(Wire wire, String writer) {
        int wanted = options.replicas();
        long patience = options.timeout().toMillis();
        wire.send(Request.cmd(Command.PEXPIRE)
                .arg(options.base() + ":w:" + writer)
                .arg(WRITER_AGE));
        Request wait = Request.cmd(Command.WAIT).arg(Integer.toString(wanted)).arg(Long.toString(patience));
        return wire.send(wait, options.timeout()).map(reply -> {
            int have = reply.toInteger();
            say(
                    have >= wanted
                            ? Optional.empty()
                            : Optional.of("each event must be on " + wanted + " replicas of Redis, and " + have
                                    + " keep up with it"));
            return have >= wanted;
        });
    }

    private void say(Optional<String> now) {
        if (lack.isEmpty() != now.isEmpty()) {
            now.ifPresentOrElse(
                    why -> LOG.warn("Events wait: {}", why), () -> LOG.info("Enough replicas of Redis keep up again"));
        }
        lack = now;
    }
}
