package dev.crier.sources.rss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The order of a feed's items in time. Stateless.
 *
 * <p>By date where every item has one; else as the feed lists them, which is newest first by custom.
 */
final class Newest {

    private Newest() {}

    static List<FeedItem> first(List<FeedItem> items) {
        List<FeedItem> sorted = new ArrayList<>(items);
        if (sorted.stream().map(FeedItem::published).allMatch(Optional::isPresent)) {
            sorted.sort(Comparator.<FeedItem, Instant>comparing(
                            item -> item.published().orElse(Instant.MIN))
                    .reversed());
        }
        return sorted;
    }
}
