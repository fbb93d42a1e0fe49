package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log as the contract drives it: on one context, with a tail that writes down what it hears.
 *
 * <p>Called by the test's thread, which waits for answers; the tail is called by the log.
 */
final class DrivenLog {

    private final EventLog log;
    private final Context context;
    private final Listener listener = new Listener();
    private Lineage lineage = Lineage.of("0", 0);

    DrivenLog(EventLog log, Context context) {
        this.log = log;
        this.context = context;
    }

    EventLog log() {
        return log;
    }

    // ---- what is asked of it

    Lineage start() {
        lineage = await(on(() -> {
            listener.loop = Thread.currentThread();
            Future<Lineage> started = log.start(listener);
            started.onComplete(done -> listener.started());
            return started;
        }));
        return lineage;
    }

    /** The history as it was when the log started. */
    Lineage lineage() {
        return lineage;
    }

    /** Appends without waiting for one before sending the next, all in one turn of the context. */
    List<Future<Appended>> send(List<EventDraft> drafts) {
        List<Promise<Appended>> answers = new ArrayList<>();
        drafts.forEach(draft -> answers.add(Promise.promise()));
        context.runOnContext(nothing -> {
            for (int i = 0; i < drafts.size(); i++) {
                EventDraft draft = drafts.get(i);
                attempt(() -> log.append(draft)).onComplete(answers.get(i));
            }
        });
        return answers.stream().map(Promise::future).toList();
    }

    Appended append(EventDraft draft) {
        return await(send(List.of(draft)).get(0));
    }

    long append(String topic, String data) {
        return append(EventDraft.of(Topic.of(topic), data)).position();
    }

    /** What an append fails with. */
    Throwable refused(EventDraft draft) {
        return failure(send(List.of(draft)).get(0));
    }

    Page read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        return await(log.read(filter, after, upTo, maxEvents, maxBytes));
    }

    Page read(String filter, long after) {
        return read(TopicFilter.of(filter), after, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Everything that is kept, page by page. */
    List<LogRecord> kept(String filter) {
        List<LogRecord> kept = new ArrayList<>();
        Page page = read(filter, 0);
        kept.addAll(page.records());
        long after = 0;
        while (page.more()) {
            assertTrue(page.through() > after, "rule 5: a page that leads nowhere, after " + after);
            after = page.through();
            page = read(filter, after);
            kept.addAll(page.records());
        }
        return kept;
    }

    List<Long> keptPositions(String filter) {
        return kept(filter).stream().map(LogRecord::position).toList();
    }

    /** Ends the log, after all that was sent to it and whatever became of that. */
    void crash(Supplier<Future<Void>> end) {
        await(on(end));
    }

    /** Closes the log; a second time is harmless. */
    void close() {
        await(on(log::close));
    }

    // ---- what it says

    /** Everything that the tail has heard once it has heard this position. */
    List<LogRecord> heardUpTo(long position) {
        return listener.heardUpTo(position);
    }

    /** Everything that the tail has heard so far. */
    List<LogRecord> heard() {
        return listener.heard();
    }

    /** The same as the history should be: by position, each once. */
    List<LogRecord> history(long position) {
        Map<Long, LogRecord> history = new TreeMap<>();
        heardUpTo(position).forEach(record -> history.put(record.position(), record));
        return List.copyOf(history.values());
    }

    /** What the log did to its tail that no log may do. */
    List<String> complaints() {
        return listener.complaints();
    }

    // ---- waiting

    private <T> Future<T> on(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(nothing -> attempt(call).onComplete(answer));
        return answer.future();
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException thrown) {
            return Future.failedFuture(new AssertionError("threw instead of failing its future", thrown));
        }
    }

    static <T> T await(Future<T> future) {
        return Patience.await(future, "rule 9: no answer");
    }

    /** What a future fails with; a success fails the test. */
    static Throwable failure(Future<?> future) {
        return await(future.transform(done -> done.failed()
                ? Future.succeededFuture(done.cause())
                : Future.failedFuture(new AssertionError("succeeded with " + done.result()))));
    }

    /** Writes down what the tail hears, and whether it was said at the wrong time or place. */
    private static final class Listener implements Tail {

        private final List<LogRecord> heard = new ArrayList<>();
        private final List<String> complaints = new ArrayList<>();
        private volatile @Nullable Thread loop;
        private boolean started;

        synchronized void started() {
            started = true;
        }

        synchronized List<String> complaints() {
            return List.copyOf(complaints);
        }

        @Override
        public synchronized void onRecord(LogRecord record) {
            if (!started) {
                complaints.add("record " + record.position() + " came before the start was over");
            }
            if (Thread.currentThread() != loop) {
                complaints.add("record " + record.position() + " came on " + Thread.currentThread()
                        + " and not on the context that started the log, " + loop);
            }
            heard.add(record);
            notifyAll();
        }

        @Override
        public void onLineage(Lineage lineage) {
            // Only logs that can lose their history say so; the contract never makes them.
        }

        @Override
        public void onState(LogState state) {
            // For operators.
        }

        synchronized List<LogRecord> heard() {
            return List.copyOf(heard);
        }

        synchronized List<LogRecord> heardUpTo(long position) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.seconds);
            while (heard.stream().noneMatch(record -> record.position() >= position)) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return fail("rule 2: the tail did not hear position " + position + " within " + Patience.seconds
                            + " s");
                }
                try {
                    wait(left);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return fail("interrupted", interrupted);
                }
            }
            return List.copyOf(heard);
        }
    }
}
