package dev.crier.sources.rss;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which items were met before: the newest {@value #CAPACITY}, by a hash of what makes each the same item.
 *
 * <p>An item that a document holds again counts as new again, so nothing that a feed still shows is ever forgotten as long as
 * no more of its items are looked at than {@value #LOOKED_AT}. Not thread-safe.
 */
final class Seen {

    /** How many items are remembered; in the source's state that is about 92 KiB of the 1 MiB that there is. */
    static final int CAPACITY = 4_000;

    /** How many items of one document are looked at, the newest ones. */
    static final int LOOKED_AT = 2_000;

    private static final String SEPARATOR = " ";

    private final Set<String> oldestFirst = new LinkedHashSet<>();

    /** What {@link #text} wrote; words that aren't ours are left out. */
    static Seen parse(String text) {
        Seen seen = new Seen();
        Arrays.stream(text.split(SEPARATOR, -1))
                .filter(word -> word.length() == Digests.LENGTH)
                .forEach(seen::addHash);
        return seen;
    }

    boolean contains(FeedItem item) {
        return oldestFirst.contains(Digests.of(item.identity()));
    }

    /** Remembers an item as the newest one. */
    void add(FeedItem item) {
        addHash(Digests.of(item.identity()));
    }

    private void addHash(String hash) {
        oldestFirst.remove(hash);
        oldestFirst.add(hash);
        if (oldestFirst.size() > CAPACITY) {
            Iterator<String> oldest = oldestFirst.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void clear() {
        oldestFirst.clear();
    }

    int size() {
        return oldestFirst.size();
    }

    String text() {
        return String.join(SEPARATOR, oldestFirst);
    }

    /** The items that aren't known yet, each once, in the given order. */
    List<FeedItem> unknown(List<FeedItem> items) {
        Set<String> met = new LinkedHashSet<>();
        ArrayDeque<FeedItem> unknown = new ArrayDeque<>();
        for (FeedItem item : items) {
            if (!contains(item) && met.add(item.identity())) {
                unknown.add(item);
            }
        }
        return List.copyOf(unknown);
    }
}
