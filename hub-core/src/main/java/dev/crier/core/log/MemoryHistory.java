package dev.crier.core.log;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
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
    private final RecordTape all = new RecordTape();
    private final ConcurrentSkipListMap<Topic, TopicHistory> topics = new ConcurrentSkipListMap<>();
    /** The same topics, to be found by one hash instead of many comparisons; the writer's. */
    private final Map<Topic, TopicHistory> byTopic = new HashMap<>();

    private final BiggestFirst biggest = new BiggestFirst();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private volatile long forgotten;
    private volatile long head;
    /** The newest position that was evicted of any topic, so that a reader beyond all evictions looks at no topic. */
    private volatile long newestEvicted;

    MemoryHistory(MemoryLogOptions options) {
        this.options = options;
    }

    // ---- the writer

    LogRecord append(long position, EventDraft draft, Instant time) {
        TopicHistory topic = byTopic.get(draft.topic());
        if (topic == null) {
            topic = appear(draft.topic());
        }
        Event event = Event.of(draft, topic.topic(), time);
        LogRecord log = new LogRecord(position, topic.head(), event);
        all.append(log);
        topic.add(log);
        count(1, event.cost());
        head = position;
        biggest.moved(topic);
        return log;
    }

    private TopicHistory appear(Topic topic) {
        if (byTopic.size() >= options.topics()) {
            forgetSilent();
        }
        TopicHistory appeared = new TopicHistory(topic, options.retention().apply(topic), forgotten);
        topics.put(topic, appeared);
        byTopic.put(topic, appeared);
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
            byTopic.remove(topic.topic());
        }
    }

    /** Lets go what a topic's retention no longer keeps, and what exceeds the bound on all topics. */
    void evict(Topic topic, Instant now) {
        TopicHistory grown = byTopic.get(topic);
        if (grown != null) {
            evictExpendable(grown, now);
        }
        while (bytes.getPlain() > options.logBytes() && all.size() > 1) {
            TopicHistory big = biggest.first();
            evict(big, Objects.requireNonNull(big.records().first()));
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
        newestEvicted = Math.max(newestEvicted, oldest.position());
        topic.evict(oldest);
        all.remove(oldest.position());
        count(-1, -oldest.event().cost());
        biggest.moved(topic);
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
        RecordTape.View candidates = candidates(filter).view();
        for (int i = candidates.after(after); i < candidates.end(); i++) {
            LogRecord log = candidates.at(i);
            if (log == null) {
                continue;
            }
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
    private RecordTape candidates(TopicFilter filter) {
        if (filter.exact() && filter.patterns().size() == 1) {
            TopicHistory topic = topics.get(new Topic(filter.patterns().get(0)));
            return topic == null ? new RecordTape() : topic.records();
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
            for (TopicHistory topic : topics.values()) {
                if (topic.newestEvicted() > after && filter.matches(topic.topic())) {
                    addEvicted(topic, after, newest);
                }
            }
        }
        return newest;
    }

    private static void addEvicted(@Nullable TopicHistory topic, long after, Map<Topic, Long> newest) {
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
        TopicHistory known = topics.get(topic);
        return known == null ? forgotten : known.appearedAfter();
    }

    long cursorBefore(TopicFilter filter, int events) {
        int found = 0;
        RecordTape.View candidates = candidates(filter).view();
        for (int i = candidates.end() - 1; i >= candidates.start(); i--) {
            LogRecord log = candidates.at(i);
            if (log != null && filter.matches(log.event().topic()) && ++found > events) {
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
}
