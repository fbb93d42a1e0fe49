package dev.crier.core.engine;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the subscriptions of each filter over all event loops. Safe on any thread. */
final class Interest {

    private final Map<TopicFilter, Integer> counts = new ConcurrentHashMap<>();

    void add(TopicFilter filter) {
        counts.merge(filter, 1, Integer::sum);
    }

    void remove(TopicFilter filter) {
        counts.computeIfPresent(filter, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many subscriptions match a topic. */
    long of(Topic topic) {
        long subscriptions = 0;
        for (Map.Entry<TopicFilter, Integer> entry : counts.entrySet()) {
            if (entry.getKey().matches(topic)) {
                subscriptions += entry.getValue();
            }
        }
        return subscriptions;
    }

    /** How many subscriptions there are. */
    long total() {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }
}
