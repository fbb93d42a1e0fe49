package dev.crier.core.engine;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the subscriptions of each filter over all event loops. Safe on any thread.
 *
 * <p>Subscribers come and go far more often than somebody wants to know how many a topic has, so that is found by a walk over
 * all filters, once for all the topics of a question: a filter finds its topics among them by their order, and is compared with
 * no others.
 */
final class Interest {

    /** What follows the slash. */
    private static final char AFTER_SLASH = '/' + 1;

    private final Map<TopicFilter, Integer> counts = new ConcurrentHashMap<>();

    void add(TopicFilter filter) {
        counts.merge(filter, 1, Integer::sum);
    }

    void remove(TopicFilter filter) {
        counts.computeIfPresent(filter, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many subscriptions match each of some topics; takes its time, where there are many filters. */
    Map<Topic, Long> of(Collection<Topic> topics) {
        NavigableMap<String, Topic> asked = new TreeMap<>();
        Map<Topic, Long> subscriptions = new HashMap<>();
        for (Topic topic : topics) {
            asked.put(topic.path(), topic);
            subscriptions.put(topic, 0L);
        }
        counts.forEach((filter, count) -> {
            for (Topic topic : candidates(filter.patterns(), asked)) {
                if (filter.matches(topic)) {
                    subscriptions.merge(topic, (long) count, Long::sum);
                }
            }
        });
        return subscriptions;
    }

    private static Collection<Topic> candidates(List<String> patterns, NavigableMap<String, Topic> asked) {
        if (patterns.size() == 1) {
            return candidates(patterns.get(0), asked);
        }
        Set<Topic> all = new HashSet<>();
        for (String pattern : patterns) {
            all.addAll(candidates(pattern, asked));
            if (all.size() == asked.size()) {
                break;
            }
        }
        return all;
    }

    /** The topics that begin as a pattern does before its first wildcard. */
    private static Collection<Topic> candidates(String pattern, NavigableMap<String, Topic> asked) {
        int wildcard = pattern.indexOf('*');
        if (wildcard == 0) {
            return asked.values();
        }
        if (wildcard > 0) { // a/** matches a as well
            String beginning = pattern.substring(0, wildcard - 1);
            return asked.subMap(beginning, true, beginning + AFTER_SLASH, false).values();
        }
        Topic named = asked.get(pattern);
        return named == null ? List.of() : List.of(named);
    }

    /** How many subscriptions there are. */
    long total() {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }
}
