package dev.crier.redis;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Tail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One started log: its two connections for appends and for the tail, and what they tell each other.
 *
 * <p>Confined to the context that started the log, apart from {@link #stamp()} and {@link #counts()}.
 */
final class Session implements Histories.Listener {

    private final Vertx vertx;
    private final Context context;
    private final RedisLogOptions options;
    private final Tail tail;
    private final Histories histories;
    private final Appender appender;
    private final TailReader tailReader;
    private final Line appends;
    private final Line tailing;
    private final Promise<Lineage> opened = Promise.promise();
    private final LogTally tally = new LogTally();
    private LogState state = LogState.AVAILABLE;
    private boolean started;

    Session(
            Vertx vertx,
            Context context,
            RedisLogOptions options,
            Outage outage,
            AppendArguments arguments,
            Tail tail) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.tail = tail;
        this.histories = new Histories(options.base(), this);
        this.appender = new Appender(vertx, options, histories, arguments, tally, this::changed);
        this.tailReader = new TailReader(options, histories, tail, tally);
        this.appends = new Line(outage, appender);
        this.tailing = new Line(outage, tailReader);
    }

    /** One of the two connections, and whether it works. */
    private final class Line implements Link.User {

        private final Link.User user;
        private final Link link;
        private boolean up;
        private String trouble = "there was no connection yet";

        Line(Outage outage, Link.User user) {
            this.user = user;
            this.link = new Link(vertx, options, outage, this);
        }

        @Override
        public Future<?> up(Wire wire) {
            return user.up(wire).onSuccess(used -> {
                up = true;
                if (started) {
                    tally.reconnected();
                }
                changed();
            });
        }

        @Override
        public void down(String why) {
            user.down(why);
            up = false;
            trouble = why;
            changed();
        }
    }

    /** Connects; completes with the history once it can append and hear what is appended. */
    Future<Lineage> open() {
        Promise<Lineage> done = Promise.promise();
        context.runOnContext(now -> {
            long late = vertx.setTimer(
                    options.startTimeout().toMillis(),
                    timer -> opened.tryFail(new IllegalStateException("no connection to " + options.where() + " within "
                            + options.startTimeout().toSeconds() + " s: " + trouble())));
            opened.future().onComplete(result -> {
                vertx.cancelTimer(late);
                done.handle(result);
            });
            appends.link.open();
            tailing.link.open();
        });
        return done.future();
    }

    Future<Appended> append(EventDraft draft) {
        return appender.append(draft);
    }

    /** What was counted; safe on any thread. */
    RedisLogCounts counts() {
        return tally.now();
    }

    /** Which history is known, for scripts. */
    String stamp() {
        return histories.stamp();
    }

    private void changed() {
        if (!started) {
            begin(histories.known());
            return;
        }
        LogState now = standing();
        if (!now.equals(state)) {
            state = now;
            tail.onState(now);
        }
    }

    private LogState standing() {
        if (!appends.up || !tailing.up) {
            return LogState.unavailable("no connection to Redis: " + trouble());
        }
        return appender.lack().map(LogState::unavailable).orElse(LogState.AVAILABLE);
    }

    /** Why one of the two has no connection; both mostly have the same reason. */
    private String trouble() {
        return appends.up ? tailing.trouble : appends.trouble;
    }

    private void begin(@Nullable EngineState known) {
        if (appends.up && tailing.up && known != null && !opened.future().isComplete()) {
            started = true;
            tailReader.jump(known);
            opened.complete(known.lineage());
            context.runOnContext(now -> {
                tailReader.release();
                changed(); // replicas may be missing from the beginning
            });
        }
    }

    @Override
    public void switched(EngineState before, EngineState now) {
        if (!before.epoch().equals(now.epoch())) {
            appender.newHistory();
        }
        if (started) {
            tally.otherHistory();
            tailReader.jump(now);
            tail.onLineage(now.lineage());
        }
    }

    Future<Void> close(Duration grace) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            opened.tryFail(new IllegalStateException("the log was closed"));
            appender.close(grace).onComplete(drained -> {
                appends.link.close();
                tailing.link.close();
                done.complete();
            });
        });
        return done.future();
    }
}
