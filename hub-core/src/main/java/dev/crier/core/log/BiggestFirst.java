package dev.crier.core.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Topics in classes by the power of two of their bytes, so that one of the biggest is found at once. Only for the log's own
 * thread.
 */
final class BiggestFirst<E extends Kept> {

    private final List<Set<TopicHistory<E>>> classes = new ArrayList<>();

    BiggestFirst() {
        for (int i = 0; i <= Long.SIZE; i++) {
            classes.add(new LinkedHashSet<>());
        }
    }

    /** Hears that a topic has grown or shrunk. */
    void moved(TopicHistory<E> topic) {
        int now = topic.events() == 0 ? -1 : Long.SIZE - Long.numberOfLeadingZeros(topic.bytes());
        int before = topic.sizeClass();
        if (before == now) {
            return;
        }
        topic.sizeClass(now);
        if (before >= 0) {
            classes.get(before).remove(topic);
        }
        if (now >= 0) {
            classes.get(now).add(topic);
        }
    }

    /**
     * One of the biggest topics.
     *
     * @throws IllegalStateException if no topic keeps anything
     */
    TopicHistory<E> first() {
        for (int i = Long.SIZE; i >= 0; i--) {
            Iterator<TopicHistory<E>> topics = classes.get(i).iterator();
            if (topics.hasNext()) {
                return topics.next();
            }
        }
        throw new IllegalStateException("no topic keeps anything");
    }
}
