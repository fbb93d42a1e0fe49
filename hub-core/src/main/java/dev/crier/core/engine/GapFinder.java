package dev.crier.core.engine;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Page;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which topics of a page have a gap: the resume logic that every log shares.
 *
 * <p>At cursor c a topic has a gap exactly when an event of it after c is neither in the log nor in the window. A page names
 * the topics whose newest evicted event is after c. If that event is not above the window's floor, it can't be had: a gap. If
 * it is, the window has it, and all of the topic's events above the floor; then the first of them tells, by its {@code prev},
 * whether there was one between c and the floor. Judging by the page's own records, or by {@code prev} alone, would be wrong
 * both ways.
 *
 * <p>A topic is announced once, and again only when more of it was lost. One instance for each catch-up, on its event loop.
 */
final class GapFinder {

    private static final int MOST_ATTEMPTS = 3;

    private final Window window;
    private final Lineage lineage;
    private final Map<Topic, Long> announced = new HashMap<>();
    private long forgottenAnnounced;
    private long holesAnnounced;

    GapFinder(Window window, Lineage lineage) {
        this.window = window;
        this.lineage = lineage;
    }

    /**
     * What a page shows to be lost and was not announced before.
     *
     * @param topics topics with a gap
     * @param forgotten whether topics whose very name was forgotten may have one
     */
    record Lost(Set<Topic> topics, boolean forgotten) {

        static final Lost NOTHING = new Lost(Set.of(), false);

        boolean nothing() {
            return topics.isEmpty() && !forgotten;
        }
    }

    /**
     * Judges a page by the window as it is now, and remembers what it finds as announced.
     *
     * <p>It doesn't matter that the window has moved since the page was asked for: what has left it since and is evicted too
     * is lost, and what has left it and is in the log comes with a later page, for which this one leaves room.
     *
     * @param after where the page begins
     * @return what is newly lost, or empty if the window can't be looked at, since it moves too fast or is another lineage's
     */
    Optional<Lost> judge(Page page, long after) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<Map<Topic, Long>> lostUpTo = lostUpTo(page, after);
            if (lostUpTo.isPresent()) {
                return Optional.of(news(page, lostUpTo.get()));
            }
        }
        return Optional.empty();
    }

    /** The topics with a gap, each with the position up to which its events are lost; empty if the window moved meanwhile. */
    private Optional<Map<Topic, Long>> lostUpTo(Page page, long after) {
        Window.Bounds now = window.bounds();
        if (!now.lineage().equals(lineage)) {
            return Optional.empty();
        }
        long floor = now.floorPosition();
        Map<Topic, Long> lostUpTo = new HashMap<>();
        Set<Topic> inWindow = new HashSet<>();
        page.newestEvicted().forEach((topic, position) -> {
            if (position <= floor) {
                lostUpTo.put(topic, position);
            } else {
                inWindow.add(topic);
            }
        });
        boolean whole = inWindow.isEmpty() || judgeByWindow(inWindow, after, floor, lostUpTo);
        return whole ? Optional.of(lostUpTo) : Optional.empty();
    }

    private Lost news(Page page, Map<Topic, Long> lostUpTo) {
        Set<Topic> lost = new HashSet<>();
        lostUpTo.forEach((topic, position) -> {
            if (announced.getOrDefault(topic, 0L) < position) {
                announced.put(topic, position);
                lost.add(topic);
            }
        });
        boolean forgotten = page.forgotten() > forgottenAnnounced;
        forgottenAnnounced = Math.max(forgottenAnnounced, page.forgotten());
        return new Lost(lost, forgotten);
    }

    /** Remembers that what a crash lost up to a position is announced; false if it was before. */
    boolean announceHoles(long position) {
        boolean news = position > holesAnnounced;
        holesAnnounced = Math.max(holesAnnounced, position);
        return news;
    }

    /** The topics that match and have events from a position to an index of the window; the patterns if it can't tell. */
    Collection<String> passedOver(TopicFilter filter, long position, long head) {
        long index = window.seek(lineage, position);
        if (index < 0) {
            return filter.patterns();
        }
        Set<String> topics = new TreeSet<>();
        for (; index < head; index++) {
            WindowEntry slot = window.at(index);
            if (slot == null) {
                return filter.patterns();
            }
            if (slot instanceof WindowEntry.Entry entry
                    && filter.matches(entry.event().topic())) {
                topics.add(entry.event().topic().path());
            }
        }
        return topics;
    }

    /** Finds the first event above the floor of each of these topics; false if the window no longer has them all. */
    private boolean judgeByWindow(Set<Topic> topics, long after, long floor, Map<Topic, Long> lostUpTo) {
        Set<Topic> wanted = new HashSet<>(topics);
        long index = window.seek(lineage, floor);
        if (index < 0) {
            return false;
        }
        for (; !wanted.isEmpty() && index < window.bounds().head(); index++) {
            WindowEntry slot = window.at(index);
            if (slot == null) {
                return false;
            }
            if (slot instanceof WindowEntry.Entry entry
                    && wanted.remove(entry.event().topic())
                    && entry.prev() > after) {
                lostUpTo.put(entry.event().topic(), entry.prev());
            }
        }
        return wanted.isEmpty();
    }
}
