package dev.crier.sources.rss;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One item of a feed in plain text. Immutable and safe to share.
 *
 * @param guid what the feed calls the item, as it stands there; empty if it has no name
 * @param link the page of the item, absolute and of http or https; empty if there is none
 * @param title in one line, empty if there is none
 * @param summary in one line, empty if there is none
 * @param published when the feed says that it came out, or else was changed
 * @param author the names of who wrote it, empty if unknown
 * @param categories without repeats, in the feed's order
 */
record FeedItem(
        String guid,
        String link,
        String title,
        String summary,
        Optional<Instant> published,
        String author,
        List<String> categories) {

    private static final int LONGEST_NAME = 1_000;

    FeedItem {
        categories = List.copyOf(categories);
    }

    /** Whether there is anything in it to show. */
    boolean blank() {
        return link.isEmpty() && title.isEmpty() && summary.isEmpty();
    }

    /**
     * What makes this the same item when it is met again: its guid, or else its link, or else a hash of what it says.
     * Never empty.
     */
    String identity() {
        String name = guid.isEmpty() ? link : guid;
        if (name.isEmpty()) {
            return "sha256:" + Digests.of(title + "\0" + summary);
        }
        return name.length() <= LONGEST_NAME ? name : "sha256:" + Digests.of(name);
    }
}
