package dev.crier.redis;

import dev.crier.core.spi.Appended;
import dev.crier.redis.PendingAppends.Pending;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the answers of appends back until enough replicas have what was appended, as the engine's {@code WAIT} says.
 *
 * <p>Confined to the log's context. {@code WAIT} is about all that its connection has written, and the engine runs nothing
 * behind it until it is answered. So appends go in groups, with one {@code WAIT} at the end of each. Before it stands a write
 * that every replica hears of: a group may be one that an earlier connection had sent, which then is only answered from memory,
 * and a connection that has written nothing would wait for nothing. Where nothing is appended the engine is asked all the same
 * now and then, so that a hub knows that it can't append before anybody tries.
 */
final class Replication {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEventLog.class);
    private static final String WRITER_AGE = Long.toString(Duration.ofDays(1).toMillis());
    private static final long QUIET = Duration.ofSeconds(5).toNanos();

    /** An answer that is kept back. */
    record Held(Pending of, Future<Appended> answer) {}

    private final RedisLogOptions options;
    private final Promise<Void> known = Promise.promise();
    private List<Held> held = new ArrayList<>();
    /** What is wrong with the replicas, as far as it is known. */
    private Optional<String> lack = Optional.empty();

    /** Until when the engine needn't be asked, in the nanoseconds of {@link System#nanoTime()}. */
    private long sureUntil = System.nanoTime();

    Replication(RedisLogOptions options) {
        this.options = options;
    }

    /** Whether answers are kept back at all. */
    boolean wanted() {
        return options.replicas() > 0;
    }

    /** Whether the engine has to be asked although nothing was sent now. */
    boolean due() {
        return !held.isEmpty() || System.nanoTime() - sureUntil >= 0;
    }

    /** Completes when it is known whether something is wrong, at once if that was known before. */
    Future<Void> known() {
        return wanted() ? known.future() : Future.succeededFuture();
    }

    /** What is wrong, for people. */
    Optional<String> lack() {
        return lack;
    }

    void hold(Pending of, Future<Appended> answer) {
        held.add(new Held(of, answer));
    }

    /** All that was kept back is sent again, maybe to another engine. */
    void beginAgain() {
        held = new ArrayList<>();
        sureUntil = System.nanoTime();
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
     * @return whether enough replicas have it; fails if the wire has ended
     */
    Future<Boolean> confirm(Wire wire, String writer) {
        Request mark = Request.cmd(Command.PEXPIRE)
                .arg(options.base() + ":w:" + writer)
                .arg(WRITER_AGE);
        Request wait = Request.cmd(Command.WAIT)
                .arg(Integer.toString(options.replicas()))
                .arg(Long.toString(options.timeout().toMillis()));
        Future<Optional<String>> marked = said(wire.send(mark), done -> Optional.empty());
        Future<Optional<String>> waited = said(wire.send(wait, options.timeout()), this::tooFew);
        return marked.compose(first -> waited.map(second -> {
            say(first.isPresent() ? first : second);
            return lack.isEmpty();
        }));
    }

    private Optional<String> tooFew(int have) {
        return have >= options.replicas()
                ? Optional.empty()
                : Optional.of("too few replicas of Redis keep up: " + have + ", and each event must be on "
                        + options.replicas());
    }

    /** What is wrong with an answer; a refusal is one too. */
    private static Future<Optional<String>> said(Future<Response> reply, IntFunction<Optional<String>> problem) {
        return reply.map(number -> problem.apply(Integer.parseInt(number.toString())))
                .recover(failure -> failure instanceof WireException
                        ? Future.failedFuture(failure)
                        : Future.succeededFuture(
                                Optional.of("Redis refuses to say what replicas have: " + failure.getMessage())));
    }

    private void say(Optional<String> now) {
        sureUntil = System.nanoTime() + (now.isEmpty() ? QUIET : 0);
        if (lack.isEmpty() != now.isEmpty()) {
            now.ifPresentOrElse(
                    why -> LOG.warn("Events wait: {}", why), () -> LOG.info("Enough replicas of Redis keep up again"));
        }
        lack = now;
        known.tryComplete();
    }
}
