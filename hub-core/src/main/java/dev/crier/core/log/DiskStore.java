package dev.crier.core.log;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Tail;
import io.vertx.core.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives drafts their places and writes them, as many as wait at a time; what was written enters the history and is handed back
 * on the context that started the log, in order. Only for the log's thread.
 */
final class DiskStore {

    private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);

    /** A draft that has its place and isn't written yet. */
    private record Placed(DiskThread.Pending pending, LogRecord log, boolean first, long offset, int length) {}

    private final DiskWriter disk;
    private final History<StoredRecord> history;
    private final IdempotencyStore idempotency;
    private final MemoryLeases leases;
    private final Clock clock;
    private final Context context;
    private final Tail tail;

    private final RecordWriter records = new RecordWriter();
    private final List<DiskThread.Pending> chunk = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private final Map<Topic, Long> heads = new HashMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private @Nullable Segment segment;
    private long head;
    private LogState state = LogState.AVAILABLE;
    private boolean broken;

    DiskStore(
            DiskWriter disk,
            History<StoredRecord> history,
            IdempotencyStore idempotency,
            MemoryLeases leases,
            long head,
            Clock clock,
            Context context,
            Tail tail) {
        this.disk = disk;
        this.history = history;
        this.idempotency = idempotency;
        this.leases = leases;
        this.head = head;
        this.clock = clock;
        this.context = context;
        this.tail = tail;
    }

    /** Stores what waits, or refuses it. */
    void store(List<DiskThread.Pending> drafts) {
        int taken = 0;
        try {
            refuseIfBroken();
            Instant now = Instant.ofEpochMilli(clock.millis());
            for (DiskThread.Pending pending : drafts) {
                if (placed.isEmpty()) {
                    segment = disk.ready(head, drafts.size());
                }
                taken++;
                chunk.add(pending);
                place(pending, now);
                if (records.size() >= disk.chunk()) {
                    write(now);
                }
            }
            write(now);
            say(LogState.AVAILABLE);
        } catch (IOException failed) {
            takeBack(failed, drafts.subList(taken, drafts.size()));
        }
        handOver();
    }

    private void refuseIfBroken() throws IOException {
        if (broken) {
            throw new DiskWriter.SyncFailed(null);
        }
    }

    private void place(DiskThread.Pending pending, Instant now) {
        EventDraft draft = pending.draft();
        if (draft.fence().present() && !leases.stands(draft.fence())) {
            PublishException fenced = PublishException.fenced(draft.fence());
            answers.add(() -> pending.answer().fail(fenced));
            return;
        }
        if (draft.idempotency().present()) {
            try {
                OptionalLong first = idempotency.find(draft, now);
                if (first.isPresent()) {
                    answers.add(() -> pending.answer().complete(new Appended(first.getAsLong(), true)));
                    return;
                }
            } catch (PublishException conflict) {
                answers.add(() -> pending.answer().fail(conflict));
                return;
            }
        }
        Topic topic = draft.topic();
        Long prev = heads.get(topic);
        boolean first = false;
        if (prev == null) {
            TopicHistory<StoredRecord> known = history.known(topic);
            if (known == null) {
                history.makeRoom();
                first = true;
            } else {
                topic = known.topic();
            }
            prev = known == null ? history.forgotten() : known.head();
        }
        long position = ++head;
        heads.put(topic, position);
        long offset = Objects.requireNonNull(segment).size() + records.size();
        int length = records.event(position, prev, first, now.toEpochMilli(), draft);
        if (draft.idempotency().present()) {
            idempotency.remember(draft, position, now);
        }
        LogRecord log = new LogRecord(position, prev, Event.of(draft, topic, now));
        placed.add(new Placed(pending, log, first, offset, length));
        answers.add(() -> {
            tail.onRecord(log);
            pending.answer().complete(new Appended(position, false));
        });
    }

    private void write(Instant now) throws IOException {
        if (!placed.isEmpty()) {
            disk.write(records.written());
            placed.forEach(each -> enter(each, now));
        }
        forgetChunk();
        handOver();
    }

    private void enter(Placed written, Instant now) {
        LogRecord log = written.log();
        Event event = log.event();
        TopicHistory<StoredRecord> topic =
                written.first() ? history.appear(event.topic(), log.prev()) : history.topic(event.topic());
        Segment in = Objects.requireNonNull(segment);
        in.gained(written.length());
        history.add(
                topic,
                new StoredRecord(
                        log.position(),
                        topic.topic(),
                        now.toEpochMilli(),
                        event.cost(),
                        in,
                        written.offset(),
                        written.length()));
        history.evict(topic.topic(), now);
    }

    private void forgetChunk() {
        chunk.clear();
        placed.clear();
        heads.clear();
        records.clear();
    }

    /** Nothing of the chunk was written; what came after it isn't tried. */
    private void takeBack(IOException failed, List<DiskThread.Pending> untried) {
        PublishException refusal = refusal(failed);
        if (!placed.isEmpty()) {
            head = placed.get(0).log().position() - 1;
        }
        placed.forEach(each -> idempotency.forget(each.pending().draft()));
        List<DiskThread.Pending> refused = new ArrayList<>(chunk);
        refused.addAll(untried);
        forgetChunk();
        answers.clear();
        refused.forEach(pending -> answers.add(() -> pending.answer().fail(refusal)));
        fail(failed);
    }

    private static PublishException refusal(IOException failed) {
        if (failed instanceof DiskWriter.SyncFailed) {
            return new PublishException(
                    Reason.UNAVAILABLE, "the log's disk failed; the event may have been stored", failed);
        }
        return full(failed)
                ? new PublishException(Reason.NO_SPACE, "the log's disk is full; nothing was stored", failed)
                : new PublishException(
                        Reason.OVERLOADED, "the log's disk can't be written; nothing was stored", failed);
    }

    /** By what the operating systems say: ENOSPC, EDQUOT, EFBIG. */
    private static boolean full(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return message.contains("No space left")
                || message.contains("not enough space")
                || message.contains("quota exceeded")
                || message.contains("File too large");
    }

    /** Hears that something could not be written or synced. */
    void fail(IOException failed) {
        if (broken) {
            return;
        }
        if (failed instanceof DiskWriter.SyncFailed) {
            broken = true;
            say(LogState.unavailable("the log's disk could not keep what was written: " + failed.getCause()
                    + "; the hub has to be started again"));
        } else {
            say(LogState.unavailable(
                    full(failed)
                            ? "the log's disk is full"
                            : "the log's disk can't be written: " + failed.getMessage()));
        }
        handOver();
    }

    /** Looks whether the disk can be written again, if it could not. */
    void probe() {
        if (!broken && !state.available()) {
            try {
                disk.probe();
                say(LogState.AVAILABLE);
            } catch (IOException still) {
                fail(still);
            }
            handOver();
        }
    }

    private void say(LogState now) {
        if (!now.equals(state)) {
            state = now;
            if (now.available()) {
                LOG.info("The log's disk can be written again");
            } else {
                LOG.error("Events are refused: {}", now.detail());
            }
            answers.add(() -> tail.onState(now));
        }
    }

    private void handOver() {
        if (!answers.isEmpty()) {
            List<Runnable> ready = List.copyOf(answers);
            answers.clear();
            context.runOnContext(nothing -> ready.forEach(Runnable::run));
        }
    }
}
