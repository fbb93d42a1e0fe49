package dev.crier.core.log;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Retained;
import dev.crier.core.spi.TopicSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of all topics, by position and by topic, under retention.
 *
 * <p>One writer; readers on any thread, without a lock. What makes a page atomic although the writer goes on: a reader
 * collects records first and looks at each topic's {@link TopicHistory#newestEvicted} afterwards. A record that was kept at
 * that later moment was there all the time, so it was seen; one that wasn't any more is dropped from the page and stands in
 * {@link Page#newestEvicted}.
 */
final class History<E extends Kept> {

    /** How many records that don't match are passed over before a page ends all the same. */
    private static final int MOST_SCANNED = 10_000;

    private final HistoryOptions options;
    private final Consumer<E> evicted;
    private final RecordTape<E> all = new RecordTape<>();
    private final ConcurrentSkipListMap<Topic, TopicHistory<E>> topics = new ConcurrentSkipListMap<>();
    /** The same topics, to be found by one hash instead of many comparisons; the writer's. */
    private final Map<Topic, TopicHistory<E>> byTopic = new HashMap<>();

    private final BiggestFirst<E> biggest = new BiggestFirst<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private volatile long forgotten;
    private volatile long head;
    /** The newest position that was evicted of any topic, so that a reader beyond all evictions looks at no topic. */
    private volatile long newestEvicted;

    History(HistoryOptions options, Consumer<E> evicted) {
        this.options = options;
        this.evicted = evicted;
    }

    // ---- the writer

    /** What is known of a topic, which may be nothing. */
    @Nullable
    TopicHistory<E> known(Topic topic) {
        return byTopic.get(topic);
    }

    /** The same; a topic of which nothing is known appears. */
    TopicHistory<E> topic(Topic topic) {
        TopicHistory<E> known = byTopic.get(topic);
        if (known != null) {
            return known;
        }
        makeRoom();
        return appear(topic, forgotten);
    }

    /** Sees to it that one more topic can be remembered. */
    void makeRoom() {
        if (byTopic.size() >= options.topics()) {
            forgetSilent();
        }
    }

    /** The position up to which topics may have been forgotten; 0 if none was. */
    long forgotten() {
        return forgotten;
    }

    /** Goes on where an earlier life of the log stood. */
    void resumeAt(long position, long forgottenUpTo) {
        head = Math.max(head, position);
        forgotten = Math.max(forgotten, forgottenUpTo);
    }

    /** All topics that are known, sorted by path. Safe on any thread. */
    Collection<TopicHistory<E>> topics() {
        return topics.values();
    }

    /** The records of all topics after a position and before another one. Safe on any thread. */
    List<E> between(long after, long before) {
        List<E> found = new ArrayList<>();
        RecordTape.View<E> view = all.view();
        for (int i = view.after(after); i < view.end(); i++) {
            E kept = view.at(i);
            if (kept != null && kept.position() >= before) {
                break;
            }
            if (kept != null) {
                found.add(kept);
            }
        }
        return found;
    }

    /** Keeps a record at the end of its topic's. */
    void add(TopicHistory<E> topic, E kept) {
        all.append(kept);
        topic.add(kept);
        count(1, kept.cost());
        head = kept.position();
        biggest.moved(topic);
    }

    /** A topic appears, or appears again and is another one than before. */
    TopicHistory<E> appear(Topic topic, long after) {
        TopicHistory<E> appeared = new TopicHistory<>(topic, options.retention().apply(topic), after);
        topics.put(topic, appeared);
        byTopic.put(topic, appeared);
        return appeared;
    }

    /** Forgets the topics that keep nothing, the ones that were silent longest first, a tenth of the bound at a time. */
    private void forgetSilent() {
        int surplus = Math.max(1, options.topics() / 10);
        List<TopicHistory<E>> silent = new ArrayList<>();
        for (TopicHistory<E> topic : topics.values()) {
            if (topic.events() == 0) {
                silent.add(topic);
            }
        }
        silent.sort((a, b) -> Long.compare(a.head(), b.head()));
        for (TopicHistory<E> topic : silent.subList(0, Math.min(surplus, silent.size()))) {
            forgotten = Math.max(forgotten, topic.head());
            topics.remove(topic.topic());
            byTopic.remove(topic.topic());
        }
    }

    /** Lets go what a topic's retention no longer keeps, and what exceeds the bound on all topics. */
    void evict(Topic topic, Instant now) {
        TopicHistory<E> grown = byTopic.get(topic);
        if (grown != null) {
            evictExpendable(grown, now);
        }
        evictForAll();
    }

    /** Lets go what exceeds the bounds on all topics together. */
    private void evictForAll() {
        while (all.size() > 1 && (bytes.getPlain() > options.logBytes() || all.size() > options.events())) {
            TopicHistory<E> big = biggest.first();
            evict(big, Objects.requireNonNull(big.records().first()));
        }
    }

    /** Lets go all of a topic up to a position. */
    void evictUpTo(TopicHistory<E> topic, long position) {
        for (E old = topic.records().first();
                old != null && old.position() <= position;
                old = topic.records().first()) {
            evict(topic, old);
        }
        resumeAfter(topic, position, 0);
    }

    /** A topic goes on where an earlier life of the log stood: all of it up to a position is gone. */
    void resumeAfter(TopicHistory<E> topic, long position, long time) {
        topic.resumeAfter(position, time);
        newestEvicted = Math.max(newestEvicted, position);
    }

    /** Lets go whatever exceeds a bound. */
    void evictAll(Instant now) {
        evictOld(now);
        evictForAll();
    }

    /** Lets go what has become too old in any topic. */
    void evictOld(Instant now) {
        for (TopicHistory<E> topic : topics.values()) {
            evictExpendable(topic, now);
        }
    }

    private void evictExpendable(TopicHistory<E> topic, Instant now) {
        for (E old = topic.expendable(now); old != null; old = topic.expendable(now)) {
            evict(topic, old);
        }
    }

    private void evict(TopicHistory<E> topic, E oldest) {
        newestEvicted = Math.max(newestEvicted, oldest.position());
        topic.evict(oldest);
        all.remove(oldest.position());
        count(-1, -oldest.cost());
        biggest.moved(topic);
        evicted.accept(oldest);
    }

    /** Only the writer changes them, so that no other write is lost. */
    private void count(int moreEvents, long moreBytes) {
        events.setOpaque(events.getPlain() + moreEvents);
        bytes.setOpaque(bytes.getPlain() + moreBytes);
    }

    // ---- the readers

    Retained retained() {
        return new Retained(events.getOpaque(), bytes.getOpaque());
    }

    /**
     * What {@link Page} says, with records that may be elsewhere.
     *
     * @param kept the records
     */
    record Found<E>(List<E> kept, long through, Map<Topic, Long> newestEvicted, long forgotten, boolean more) {

        Page page(List<LogRecord> records) {
            return new Page(records, through, newestEvicted, forgotten, more);
        }
    }

    Found<E> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        long end = Math.min(upTo, head);
        List<E> found = new ArrayList<>();
        long through = collect(filter, after, end, maxEvents, maxBytes, found);
        Map<Topic, Long> newestEvicted = newestEvicted(filter, after);
        found.removeIf(kept -> kept.position() <= newestEvicted.getOrDefault(kept.topic(), 0L));
        return new Found<>(found, through, newestEvicted, forgotten(filter, after), through < end);
    }

    /** Collects the matching records of (after, end]; returns the position up to which that is complete. */
    private long collect(TopicFilter filter, long after, long end, int maxEvents, long maxBytes, List<E> found) {
        long cost = 0;
        int scanned = 0;
        long through = after;
        RecordTape.View<E> candidates = candidates(filter).view();
        for (int i = candidates.after(after); i < candidates.end(); i++) {
            E kept = candidates.at(i);
            if (kept == null) {
                continue;
            }
            if (kept.position() > end) {
                break;
            }
            if (filter.matches(kept.topic())) {
                cost += kept.cost();
                if (!found.isEmpty() && (cost > maxBytes || found.size() >= maxEvents)) {
                    return through;
                }
                found.add(kept);
            } else if (++scanned > MOST_SCANNED) {
                return kept.position();
            }
            through = kept.position();
        }
        return Math.max(through, end);
    }

    /** Where to look: in the topic itself if the filter is just one, else in all records. */
    private RecordTape<E> candidates(TopicFilter filter) {
        if (filter.exact() && filter.patterns().size() == 1) {
            TopicHistory<E> topic = topics.get(new Topic(filter.patterns().get(0)));
            return topic == null ? new RecordTape<>() : topic.records();
        }
        return all;
    }

    /** Asked after the records were collected, see above. */
    private Map<Topic, Long> newestEvicted(TopicFilter filter, long after) {
        if (newestEvicted <= after) {
            return Map.of();
        }
        Map<Topic, Long> newest = new HashMap<>();
        if (filter.exact()) {
            for (Topic topic : filter.exactTopics()) {
                addEvicted(topics.get(topic), after, newest);
            }
        } else {
            for (TopicHistory<E> topic : topics.values()) {
                if (topic.newestEvicted() > after && filter.matches(topic.topic())) {
                    addEvicted(topic, after, newest);
                }
            }
        }
        return newest;
    }

    private static void addEvicted(@Nullable TopicHistory<?> topic, long after, Map<Topic, Long> newest) {
        if (topic != null) {
            long position = topic.newestEvicted();
            if (position > after) {
                newest.put(topic.topic(), position);
            }
        }
    }

    private long forgotten(TopicFilter filter, long after) {
        long floor = forgotten;
        if (floor <= after) {
            return 0;
        }
        if (filter.exact()) {
            floor = filter.exactTopics().stream()
                    .mapToLong(this::unknownUpTo)
                    .max()
                    .orElse(0);
        }
        return floor > after ? floor : 0;
    }

    /** The position up to which nothing is known of a topic, because it may have been forgotten. */
    private long unknownUpTo(Topic topic) {
        TopicHistory<E> known = topics.get(topic);
        return known == null ? forgotten : known.appearedAfter();
    }

    long cursorBefore(TopicFilter filter, int events) {
        int found = 0;
        RecordTape.View<E> candidates = candidates(filter).view();
        for (int i = candidates.end() - 1; i >= candidates.start(); i--) {
            E kept = candidates.at(i);
            if (kept != null && filter.matches(kept.topic()) && ++found > events) {
                return kept.position();
            }
        }
        return events == 0 ? head : 0;
    }

    List<TopicSummary> topics(TopicFilter filter, String after, int limit) {
        Collection<TopicHistory<E>> candidates = after.isEmpty()
                ? topics.values()
                : topics.tailMap(new Topic(after), false).values();
        List<TopicSummary> summaries = new ArrayList<>();
        for (TopicHistory<E> topic : candidates) {
            if (summaries.size() == limit) {
                break;
            }
            if (filter.matches(topic.topic())) {
                summaries.add(topic.summary());
            }
        }
        return summaries;
    }
}
