package dev.crier.testkit;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
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
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A log that a test can silence, so that nothing asked of it is answered, or have refuse what is appended. What the hub says
 * of itself, below {@code hub/}, passes in any case.
 *
 * <p>Called as any log; the switches are safe on any thread.
 */
final class SwitchedLog implements EventLog {

    private final EventLog log;
    private final Signal signal;
    private final Gate appends = new Gate();
    private final Gate reads = new Gate();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable Context context;
    private volatile boolean refusing;

    /**
     * Makes one that is switched on.
     *
     * @param log where everything goes
     * @param signal told of each record
     */
    SwitchedLog(EventLog log, Signal signal) {
        this.log = log;
        this.signal = signal;
    }

    /** Answers nothing any more, until it is switched on. */
    void silence() {
        appends.shut();
        reads.shut();
    }

    /** Whether there is an event that it was asked to take and hasn't answered, since it was silenced. */
    boolean holds() {
        return appends.holds();
    }

    /** Stores nothing any more and says so, until it is switched on. */
    void refuse() {
        refusing = true;
    }

    /** Works as usual again; what was held meanwhile is done now, in its order. */
    void switchOn() {
        refusing = false;
        reads.open();
        Objects.requireNonNull(context).runOnContext(now -> appends.open());
    }

    /** All that sources and publishers got into it, in order. */
    List<Event> events() {
        return List.copyOf(events);
    }

    /** The same, without their places and times. */
    List<Emission.Content> contents() {
        return events.stream().map(Emission.Content::of).toList();
    }

    @Override
    public Future<Lineage> start(Tail tail) {
        context = Vertx.currentContext();
        return log.start(new Tail() {
            @Override
            public void onRecord(LogRecord record) {
                tail.onRecord(record);
                if (!record.event().topic().reserved()) {
                    events.add(record.event());
                    signal.happened();
                }
            }

            @Override
            public void onLineage(Lineage lineage) {
                tail.onLineage(lineage);
            }

            @Override
            public void onState(LogState state) {
                tail.onState(state);
            }
        });
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        return draft.topic().reserved() ? log.append(draft) : appends.pass(() -> appendOrRefuse(draft));
    }

    private Future<Appended> appendOrRefuse(EventDraft draft) {
        return refusing
                ? Future.failedFuture(new PublishException(
                        PublishException.Reason.UNAVAILABLE, "the contract has the log refuse what is appended"))
                : log.append(draft);
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return reads.pass(() -> log.read(filter, after, upTo, maxEvents, maxBytes));
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        return reads.pass(() -> log.cursorBefore(filter, events));
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return reads.pass(() -> log.topics(filter, after, limit));
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        return log.tryLease(name, ttl);
    }

    @Override
    public Future<Void> close() {
        return log.close();
    }
}
