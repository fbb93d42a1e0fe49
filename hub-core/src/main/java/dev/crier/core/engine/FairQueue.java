package dev.crier.core.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A queue for several owners, served one item each in turn, so that whoever puts much in waits behind their own. For one thread
 * at a time.
 */
final class FairQueue<T> {

    private final int most;
    private final int share;
    private final Map<Object, Queue<T>> waiting = new LinkedHashMap<>();
    private int size;

    /**
     * Makes an empty one.
     *
     * @param most how many items it takes in all
     * @param share how many it takes of one owner
     */
    FairQueue(int most, int share) {
        this.most = most;
        this.share = share;
    }

    /** Puts an item behind the others of its owner; false if there is no room for it. */
    boolean add(Object owner, T item) {
        Queue<T> own = waiting.get(owner);
        if (size >= most || (own != null && own.size() >= share)) {
            return false;
        }
        if (own == null) {
            own = new ArrayDeque<>();
            waiting.put(owner, own);
        }
        size++;
        return own.add(item);
    }

    /** Takes the next item, whose owner comes last then; null if there is none. */
    @Nullable
    T poll() {
        Iterator<Map.Entry<Object, Queue<T>>> first = waiting.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<Object, Queue<T>> next = first.next();
        T item = next.getValue().remove();
        first.remove();
        if (!next.getValue().isEmpty()) {
            waiting.put(next.getKey(), next.getValue());
        }
        size--;
        return item;
    }
}
