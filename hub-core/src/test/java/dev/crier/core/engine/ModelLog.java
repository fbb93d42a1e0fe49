package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A log so simple that it is its own model: it keeps everything, knows what of it counts as evicted, and answers a read when
 * the test says so: first the page is made, later it is handed over, and anything may happen in between.
 *
 * <p>Only for the one event loop of a {@link GapModel}.
 */
final class ModelLog implements EventLog {

    /** A read that waits for its answer. */
    final class Read {

        final TopicFilter filter;
        final String epochAsked = epoch;
        private final long after;
        private final long upTo;
        private final int mostEvents;
        private final Promise<Page> promise = Promise.promise();
        private Map<Topic, Long> evictedThen = Map.of();
        private Page page;

        private Read(TopicFilter filter, long after, long upTo, int mostEvents) {
            this.filter = filter;
            this.after = after;
            this.upTo = upTo;
            this.mostEvents = mostEvents;
        }

        /** Whether it is for the stream whose very filter this is. */
        @SuppressWarnings("ReferenceEquality")
        boolean isFor(TopicFilter itsFilter) {
            return filter == itsFilter;
        }

        boolean made() {
            return page != null;
        }

        void make() {
            page = page(filter, after, upTo, mostEvents);
            evictedThen = Map.copyOf(evicted);
        }

        /** What was evicted of a topic when the page was made. */
        long evictedThen(Topic topic) {
            return evictedThen.getOrDefault(topic, 0L);
        }

        boolean forgotten() {
            return page.forgotten() > 0;
        }

        private void answer() {
            answered.accept(this);
            promise.complete(page);
        }
    }

    private final Random random;
    private final Consumer<Read> answered;
    private final Runnable activity;
    private final int keepsEvents;
    private final Map<String, NavigableMap<Long, LogRecord>> histories = new HashMap<>();
    private final Map<Topic, Long> heads = new HashMap<>();
    private final Map<Topic, Long> evicted = new HashMap<>();
    private final Map<Topic, Long> appearedAfter = new HashMap<>();
    private final List<Read> reads = new ArrayList<>();
    private String epoch = "";
    private long head;
    private long forgotten;
    private boolean eager;
    private Tail tail;

    /**
     * Makes an empty log.
     *
     * @param keepsEvents how many events of a topic it keeps at the most
     * @param answered hears of each read just before it is answered
     * @param activity called when the hub asks for something
     */
    ModelLog(Random random, int keepsEvents, Consumer<Read> answered, Runnable activity) {
        this.random = random;
        this.keepsEvents = keepsEvents;
        this.answered = answered;
        this.activity = activity;
        begin();
    }

    private void begin() {
        epoch = "e" + histories.size();
        histories.put(epoch, new TreeMap<>());
        heads.clear();
        evicted.clear();
        appearedAfter.clear();
        head = 0;
        forgotten = 0;
    }

    // ---- what the test does to it

    /** Loses everything and begins another history under the eyes of the hub. */
    void replace() {
        begin();
        tail.onLineage(Lineage.of(epoch, 0));
    }

    /** Loses everything while no hub runs. */
    void lose() {
        begin();
    }

    /** Evicts the oldest kept events of a topic. */
    void evict(Topic topic, int events) {
        List<Long> kept = kept(topic);
        if (!kept.isEmpty()) {
            evicted.put(topic, kept.get(Math.min(events, kept.size()) - 1));
        }
    }

    /** Forgets a topic that keeps nothing. */
    void forget(Topic topic) {
        if (heads.containsKey(topic) && kept(topic).isEmpty()) {
            forgotten = Math.max(forgotten, heads.remove(topic));
        }
    }

    List<Read> reads() {
        return reads;
    }

    /** Makes a page or, if it is made, hands it over. */
    void serve(Read read) {
        if (!read.made()) {
            read.make();
        } else {
            reads.remove(read);
            read.answer();
        }
    }

    void fail(Read read) {
        reads.remove(read);
        read.promise.fail("the disk is on fire, says the test");
    }

    /** From now on every read is answered at once. */
    void beEager() {
        eager = true;
        List.copyOf(reads).forEach(read -> {
            read.make();
            reads.remove(read);
            read.answer();
        });
    }

    // ---- what the test knows of it

    String epoch() {
        return epoch;
    }

    NavigableMap<Long, LogRecord> history(String ofEpoch) {
        return histories.get(ofEpoch);
    }

    long evicted(Topic topic) {
        return evicted.getOrDefault(topic, 0L);
    }

    List<Long> keptMatching(TopicFilter filter) {
        return histories.get(epoch).values().stream()
                .filter(record -> filter.matches(record.event().topic()))
                .filter(this::isKept)
                .map(LogRecord::position)
                .toList();
    }

    private List<Long> kept(Topic topic) {
        return keptMatching(TopicFilter.exactly(topic));
    }

    private boolean isKept(LogRecord record) {
        return record.position() > evicted(record.event().topic());
    }

    // ---- the log

    @Override
    public Future<Lineage> start(Tail newTail) {
        tail = newTail;
        return Future.succeededFuture(Lineage.of(epoch, head));
    }

    @Override
    public Future<Appended> append(EventDraft draft) {
        activity.run();
        Topic topic = draft.topic();
        if (!heads.containsKey(topic)) {
            heads.put(topic, forgotten);
            appearedAfter.put(topic, forgotten);
        }
        head += 1 + random.nextInt(3);
        LogRecord record = new LogRecord(head, heads.get(topic), Event.of(draft, Instant.EPOCH));
        heads.put(topic, head);
        histories.get(epoch).put(head, record);
        tail.onRecord(record);
        int surplus = kept(topic).size() - keepsEvents;
        if (surplus > 0) {
            evict(topic, surplus);
        }
        return Future.succeededFuture(new Appended(record.position(), false));
    }

    @Override
    public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        activity.run();
        Read read = new Read(filter, after, upTo, Math.min(maxEvents, 1 + random.nextInt(5)));
        if (eager) {
            read.make();
            read.answer();
        } else {
            reads.add(read);
        }
        return read.promise.future();
    }

    private Page page(TopicFilter filter, long after, long upTo, int mostEvents) {
        List<LogRecord> records = new ArrayList<>();
        long end = Math.max(after, Math.min(upTo, head));
        long through = end;
        for (LogRecord record : histories.get(epoch).tailMap(after, false).values()) {
            if (record.position() > end) {
                break;
            }
            if (isKept(record) && filter.matches(record.event().topic())) {
                if (records.size() == mostEvents) {
                    through = records.get(mostEvents - 1).position();
                    break;
                }
                records.add(record);
            }
        }
        Map<Topic, Long> newestEvicted = new HashMap<>();
        evicted.forEach((topic, position) -> {
            if (position > after && heads.containsKey(topic) && filter.matches(topic)) {
                newestEvicted.put(topic, position);
            }
        });
        return new Page(records, through, newestEvicted, forgotten(filter, after), through < end);
    }

    private long forgotten(TopicFilter filter, long after) {
        long floor = forgotten;
        if (filter.exact()) {
            floor = filter.exactTopics().stream()
                    .mapToLong(topic -> heads.containsKey(topic) ? appearedAfter.get(topic) : forgotten)
                    .max()
                    .orElse(0);
        }
        return floor > after ? floor : 0;
    }

    @Override
    public Future<Long> cursorBefore(TopicFilter filter, int events) {
        List<Long> kept = keptMatching(filter);
        return Future.succeededFuture(kept.size() <= events ? 0 : kept.get(kept.size() - events - 1));
    }

    @Override
    public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Void> close() {
        reads.clear();
        return Future.succeededFuture();
    }
}
