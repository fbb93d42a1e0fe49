package dev.crier.core.log;

import dev.crier.core.Event;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.TopicSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of all topics, by position and by topic, under retention.
 *
 * <p>One writer; readers on any thread, without a lock. What makes a page atomic although the writer goes on: a reader
 * collects records first and looks at each topic's {@link TopicHistory#newestEvicted} afterwards. A record that was kept at
 * that later moment was there all the time, so it was seen; one that wasn't any more is dropped from the page and stands in
 * {@link Page#newestEvicted}.
 */
final class MemoryHistory {

    /** How many records that don't match are passed over before a page ends all the same. */
    private static final int MOST_SCANNED = 10_000;

    private final MemoryLogOptions options;
    private final ConcurrentSkipListMap<Long, LogRecord> all = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Topic, TopicHistory> topics = new ConcurrentSkipListMap<>();
    /** Topics by the position they were evicted to, so that a reader beyond all evictions looks at none of them. */
    private final ConcurrentSkipListMap<Long, TopicHistory> evicted = new ConcurrentSkipListMap<>();

    private final BiggestFirst biggest = new BiggestFirst();
    // The maps count by walking, so the writer counts for itself.
    private int topicCount;
    private long eventCount;
    private long bytes;
    private volatile long forgotten;
    private volatile long head;

    MemoryHistory(MemoryLogOptions options) {
        this.options = options;
    }

    // ---- the writer

    LogRecord append(long position, Event event) {
        TopicHistory topic = topics.get(event.topic());
        if (topic == null) {
            topic = appear(event.topic());
        }
        LogRecord log = new LogRecord(position, topic.head(), event);
        all.put(position, log);
        eventCount++;
        topic.add(log);
        bytes += event.cost();
        head = position;
        biggest.moved(topic);
        return log;
    }

    private TopicHistory appear(Topic topic) {
        if (topicCount >= options.topics()) {
            forgetSilent();
        }
        TopicHistory appeared = new TopicHistory(topic, options.retention().apply(topic), forgotten);
        topics.put(topic, appeared);
        topicCount++;
        return appeared;
    }

    /** Forgets the topics that keep nothing, the ones that were silent longest first, a tenth of the bound at a time. */
    private void forgetSilent() {
        int surplus = Math.max(1, options.topics() / 10);
        List<TopicHistory> silent = new ArrayList<>();
        for (TopicHistory topic : topics.values()) {
            if (topic.events() == 0) {
                silent.add(topic);
            }
        }
        silent.sort((a, b) -> Long.compare(a.head(), b.head()));
        for (TopicHistory topic : silent.subList(0, Math.min(surplus, silent.size()))) {
            forgotten = Math.max(forgotten, topic.head());
            topics.remove(topic.topic());
            topicCount--;
            evicted.remove(topic.newestEvicted(), topic);
        }
    }

    /** Lets go what a topic's retention no longer keeps, and what exceeds the bound on all topics. */
    void evict(Topic topic, Instant now) {
        TopicHistory grown = topics.get(topic);
        if (grown != null) {
            evictExpendable(grown, now);
        }
        while (bytes > options.logBytes() && eventCount > 1) {
            TopicHistory big = biggest.first();
            Map.Entry<Long, LogRecord> oldest = big.records().firstEntry();
            evict(big, oldest.getValue());
        }
    }

    /** Lets go what has become too old in any topic. */
    void evictOld(Instant now) {
        for (TopicHistory topic : topics.values()) {
            evictExpendable(topic, now);
        }
    }

    private void evictExpendable(TopicHistory topic, Instant now) {
        for (LogRecord old = topic.expendable(now); old != null; old = topic.expendable(now)) {
            evict(topic, old);
        }
    }

    private void evict(TopicHistory topic, LogRecord oldest) {
        evicted.put(oldest.position(), topic);
        evicted.remove(topic.newestEvicted(), topic);
        topic.evict(oldest);
        all.remove(oldest.position());
        eventCount--;
        bytes -= oldest.event().cost();
        biggest.moved(topic);
    }

    // ---- the readers

    Page read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        long end = Math.min(upTo, head);
        List<LogRecord> found = new ArrayList<>();
        long through = collect(filter, after, end, maxEvents, maxBytes, found);
        Map<Topic, Long> newestEvicted = newestEvicted(filter, after);
        found.removeIf(
                log -> log.position() <= newestEvicted.getOrDefault(log.event().topic(), 0L));
        return new Page(found, through, newestEvicted, forgotten(filter, after), through < end);
    }

    /** Collects the matching records of (after, end]; returns the position up to which that is complete. */
    private long collect(
            TopicFilter filter, long after, long end, int maxEvents, long maxBytes, List<LogRecord> found) {
        long cost = 0;
        int scanned = 0;
        long through = after;
        Collection<LogRecord> candidates =
                candidates(filter).tailMap(after, false).values();
        for (LogRecord log : candidates) {
            if (log.position() > end) {
                break;
            }
            if (filter.matches(log.event().topic())) {
                cost += log.event().cost();
                if (!found.isEmpty() && (cost > maxBytes || found.size() >= maxEvents)) {
                    return through;
                }
                found.add(log);
            } else if (++scanned > MOST_SCANNED) {
                return log.position();
            }
            through = log.position();
        }
        return Math.max(through, end);
    }

    /** Where to look: in the topic itself if the filter is just one, else in all records. */
    private NavigableMap<Long, LogRecord> candidates(TopicFilter filter) {
        if (filter.exact() && filter.patterns().size() == 1) {
            TopicHistory topic = topics.get(new Topic(filter.patterns().get(0)));
            return topic == null ? new ConcurrentSkipListMap<>() : topic.records();
        }
        return all;
    }

    /** Asked after the records were collected, see above. */
    private Map<Topic, Long> newestEvicted(TopicFilter filter, long after) {
        Map<Topic, Long> newest = new HashMap<>();
        for (TopicHistory topic : evicted.tailMap(after, false).values()) {
            long position = topic.newestEvicted();
            if (position > after && filter.matches(topic.topic())) {
                newest.put(topic.topic(), position);
            }
        }
        return newest;
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
        TopicHistory known = topics.get(topic);
        return known == null ? forgotten : known.appearedAfter();
    }

    long cursorBefore(TopicFilter filter, int events) {
        int found = 0;
        for (LogRecord log : candidates(filter).descendingMap().values()) {
            if (filter.matches(log.event().topic()) && ++found > events) {
                return log.position();
            }
        }
        return events == 0 ? head : 0;
    }

    List<TopicSummary> topics(TopicFilter filter, String after, int limit) {
        Collection<TopicHistory> candidates = after.isEmpty()
                ? topics.values()
                : topics.tailMap(new Topic(after), false).values();
        List<TopicSummary> summaries = new ArrayList<>();
        for (TopicHistory topic : candidates) {
            if (summaries.size() == limit) {
                break;
            }
            if (filter.matches(topic.topic())) {
                summaries.add(topic.summary());
            }
        }
        return summaries;
    }

    /** Topics in classes by the power of two of their bytes, so that one of the biggest is found at once. */
    private static final class BiggestFirst {

        private final List<Map<TopicHistory, Boolean>> classes = new ArrayList<>();
        private final Map<TopicHistory, Integer> classOf = new HashMap<>();

        BiggestFirst() {
            for (int i = 0; i <= Long.SIZE; i++) {
                classes.add(new java.util.LinkedHashMap<>());
            }
        }

        void moved(TopicHistory topic) {
            int now = topic.events() == 0 ? -1 : Long.SIZE - Long.numberOfLeadingZeros(topic.bytes());
            Integer before = now < 0 ? classOf.remove(topic) : classOf.put(topic, now);
            if (before != null && before != now) {
                classes.get(before).remove(topic);
            }
            if (now >= 0 && (before == null || before != now)) {
                classes.get(now).put(topic, true);
            }
        }

        TopicHistory first() {
            for (int i = Long.SIZE; i >= 0; i--) {
                @Nullable
                Iterator<TopicHistory> topics = classes.get(i).keySet().iterator();
                if (topics.hasNext()) {
                    return topics.next();
                }
            }
            throw new IllegalStateException("no topic keeps anything");
        }
    }
}
