package dev.crier.redis;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.Appended;
import dev.crier.redis.AppendReply.Rewind;
import dev.crier.redis.PendingAppends.Pending;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends appends to the engine, in the order in which they came and each once, whatever becomes of the connection.
 *
 * <p>Confined to the log's context. Appends are numbered, and many are on their way at a time. The engine remembers the newest
 * number of each writer and the last answers, so after a cut all that is unanswered is just sent again, in its order: what was
 * executed is answered from memory, and what a dead connection still brings later is recognised by its number. An append also
 * names the number before it that must have been executed, so that nothing overtakes one that the engine refused to run. When
 * an answer says that one of them wasn't executed, nothing more is sent until the rest is answered; then sending begins again
 * at the oldest.
 *
 * <p>Where replicas must have what is appended, appends go in groups instead, see {@link Replication}.
 */
final class Appender implements Link.User {

    /** How many appends may be unanswered in the engine: the answers that it remembers. */
    private static final int WINDOW = 512;

    private static final long LOOK = 100;

    private final Vertx vertx;
    private final RedisLogOptions options;
    private final Histories histories;
    private final AppendArguments arguments;
    private final PendingAppends pending;
    private final Replication replication;
    private final LogTally tally;
    private final Runnable onReplication;
    private final long watch;
    private long lastSent;
    /** How many calls have no answer, appends and the question what replicas have. */
    private int inFlight;

    private @Nullable Wire wire;
    private String trouble = "there was no connection yet";
    /** Why sending has to begin again, null if it hasn't. */
    private @Nullable Rewind rewind;

    /**
     * Makes one without a connection.
     *
     * @param onReplication is told when {@link #lack()} has changed
     */
    Appender(
            Vertx vertx,
            RedisLogOptions options,
            Histories histories,
            AppendArguments arguments,
            LogTally tally,
            Runnable onReplication) {
        this.vertx = vertx;
        this.options = options;
        this.histories = histories;
        this.arguments = arguments;
        this.pending = new PendingAppends(WINDOW, options, tally);
        this.replication = new Replication(options);
        this.tally = tally;
        this.onReplication = onReplication;
        this.watch = vertx.setPeriodic(LOOK, timer -> giveUpLate());
    }

    // ---- in

    Future<Appended> append(EventDraft draft) {
        Future<Appended> answer = pending.add(draft);
        pump();
        return answer;
    }

    // ---- out

    @Override
    public Future<?> up(Wire next) {
        return histories.check(next).compose(state -> {
            wire = next;
            inFlight = 0;
            tally.resent(pending.count());
            beginAgain(null);
            Promise<Void> ready = Promise.promise();
            replication.known().onSuccess(ready::tryComplete);
            next.ended().onFailure(ready::tryFail);
            return ready.future();
        });
    }

    @Override
    public void down(String why) {
        wire = null;
        trouble = why;
    }

    /** Has the engine take as new what is unanswered: it has another history. */
    void newHistory() {
        pending.renumber();
        replication.beginAgain();
        lastSent = 0;
        pump();
    }

    /** What is wrong with the replicas that must have each event too, if something is. */
    Optional<String> lack() {
        return replication.lack();
    }

    private void beginAgain(@Nullable Wire withText) {
        rewind = null;
        pending.rewind();
        replication.beginAgain();
        Pending first = withText == null ? null : pending.next();
        if (withText != null && first != null) {
            send(withText, first, true);
        }
        pump();
    }

    private void pump() {
        Wire current = wire;
        if (current == null || rewind != null) {
            return;
        }
        if (!replication.wanted()) {
            sendNext(current);
        } else if (inFlight == 0) {
            sendNext(current);
            if (inFlight > 0 || replication.due()) {
                confirm(current);
            }
        }
    }

    private void sendNext(Wire current) {
        while (inFlight < WINDOW) {
            Pending next = pending.next();
            if (next == null) {
                return;
            }
            send(current, next, false);
        }
    }

    private void send(Wire current, Pending next, boolean withText) {
        long after = inFlight > 0 ? lastSent : 0;
        String writer = pending.writer();
        List<String> call = arguments.of(next.draft(), histories.stamp(), writer, next.number(), after, WINDOW);
        String base = options.base();
        lastSent = next.number();
        inFlight++;
        current.send(withText ? Script.APPEND.callWithText(base, call) : Script.APPEND.call(base, call))
                .onComplete(reply -> {
                    if (wire == current) {
                        inFlight--;
                        if (writer.equals(pending.writer())) {
                            answered(next, AppendReply.of(next.draft(), reply));
                        }
                        goOn(current);
                    }
                });
    }

    /** Has what was sent answered when the replicas have it; asks until they do. */
    private void confirm(Wire current) {
        Optional<String> before = replication.lack();
        inFlight++;
        replication.confirm(current, pending.writer()).onComplete(reply -> {
            if (wire != current || reply.failed()) {
                return; // with the wire all begins again
            }
            if (!replication.lack().equals(before)) {
                onReplication.run();
            }
            if (reply.result()) {
                replication.release().forEach(held -> pending.finish(held.of(), held.answer()));
                confirmed(current);
            } else {
                vertx.setTimer(LOOK, later -> confirmed(current));
            }
        });
    }

    private void confirmed(Wire current) {
        if (wire == current) {
            inFlight--;
            goOn(current);
        }
    }

    // ---- the answers

    private void answered(Pending of, AppendReply reply) {
        reply.rewind().ifPresent(this::beginAgainFor);
        reply.answer().ifPresent(answer -> {
            if (answer.failed()) {
                pending.finish(of, answer);
            } else {
                histories.saw(answer.result().position());
                stored(of, answer);
            }
        });
    }

    private void stored(Pending of, Future<Appended> answer) {
        if (replication.wanted()) {
            replication.hold(of, answer);
        } else {
            pending.finish(of, answer);
        }
    }

    /** The reason of the oldest is the cause of the others. */
    private void beginAgainFor(Rewind reason) {
        if (rewind == null) {
            rewind = reason;
        }
    }

    private void goOn(Wire current) {
        Rewind reason = rewind;
        if (reason == null) {
            pump();
        } else if (inFlight == 0) {
            switch (reason) {
                case OUT_OF_ORDER -> beginAgain(null);
                case UNKNOWN_SCRIPT -> beginAgain(current);
                case STALE -> checkAndBeginAgain(current);
            }
        }
    }

    private void checkAndBeginAgain(Wire current) {
        histories
                .check(current)
                .onSuccess(state -> {
                    if (wire == current) {
                        beginAgain(null);
                    }
                })
                .onFailure(current::fail);
    }

    /** Appends wait for so long and no longer. */
    private void giveUpLate() {
        for (Pending late : pending.late(System.nanoTime())) {
            String why = wire == null
                    ? "no connection to Redis: " + trouble
                    : replication.lack().orElse("Redis doesn't answer");
            pending.finish(late, AppendReply.unavailable(why));
        }
        pump();
    }

    /** Takes no more; completes when all that was taken is answered, or it has waited for so long. */
    Future<Void> close(Duration grace) {
        Promise<Void> done = Promise.promise();
        long late = vertx.setTimer(Math.max(1, grace.toMillis()), timer -> done.tryComplete());
        pending.close().onSuccess(done::tryComplete);
        if (wire == null) {
            done.tryComplete();
        }
        return done.future().onComplete(ended -> {
            vertx.cancelTimer(late);
            vertx.cancelTimer(watch);
            pending.all().forEach(left -> pending.finish(left, AppendReply.unavailable("the log was closed")));
        });
    }
}
