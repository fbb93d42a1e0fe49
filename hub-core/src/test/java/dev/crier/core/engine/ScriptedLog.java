package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A log whose answers the test can hold back or fail, and whose history it can replace; all else is the log behind it. */
final class ScriptedLog implements EventLog {

    private final EventLog behind;
    private volatile Future<Void> appendGate = Future.succeededFuture();
    private volatile Supplier<Optional<Future<Page>>> readAnswer = Optional::empty;
    private volatile String broken = "";
    private volatile Tail tail;
    private volatile Context context;
    private volatile List<LogRecord> held;

    ScriptedLog(EventLog behind) {
        this.behind = behind;
    }

    /** Appends from now on wait until the promise is completed. */
    Promise<Void> holdAppends() {
        Promise<Void> gate = Promise.promise();
        appendGate = gate.future();
        return gate;
    }

    /** Asked for each read whether it fails. */
    void failReads(Supplier<Optional<Throwable>> failure) {
        answerReads(() -> failure.get().map(Future::failedFuture));
    }

    /** Asked for each read for another answer. */
    void answerReads(Supplier<Optional<Future<Page>>> answer) {
        readAnswer = answer;
    }

    /** Tells the hub of another history. */
    Future<Void> replace(Lineage lineage) {
        Promise<Void> told = Promise.promise();
        context.runOnContext(nothing -> {
            tail.onLineage(lineage);
            told.complete();
        });
        return told.future();
    }

    /** The hub hears of what is appended from now on only once this is told; others who ask the log find it. */
    Runnable holdTail() {
        List<LogRecord> unheard = Collections.synchronizedList(new ArrayList<>());
        held = unheard;
        return () -> context.runOnContext(nothing -> {
            held = null;
            unheard.forEach(tail::onRecord);
        });
    }

    @Override
    public Future<Lineage> start(Tail newTail) {
        tail = newTail;
        context = Objects.requireNonNull(Vertx.currentContext());
        return behind.start(new Tail() {
            @Override
            public void onRecord(LogRecord record) {
                List<LogRecord> unheard = held;
                if (unheard == null) {
                    newTail.onRecord(record);
                } else {
                    unheard.add(record);
                }
            }

            @Override
            public void onLineage(Lineage lineage) {
                newTail.onLineage(lineage);
            }

            @Override
            public void onState(LogState state) {
                newTail.onState(state);
            }
        });
    }

    /** An append of this data throws instead of failing. */
    void throwAt(String data) {
        broken = data;
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        if (draft.data().equals(broken)) {
            throw new IllegalStateException("the log breaks its contract");
        }
        Future<Void> gate = appendGate;
        if (gate.isComplete()) {
            return behind.append(draft);
        }
        Promise<Appended> answer = Promise.promise();
        gate.onComplete(
                open -> context.runOnContext(nothing -> behind.append(draft).onComplete(answer)));
        return answer.future();
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return readAnswer.get().orElseGet(() -> behind.read(filter, after, upTo, maxEvents, maxBytes));
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        return behind.cursorBefore(filter, events);
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return behind.topics(filter, after, limit);
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        return behind.tryLease(name, ttl);
    }

    @Override
    public Future<Void> close() {
        return behind.close();
    }
}
