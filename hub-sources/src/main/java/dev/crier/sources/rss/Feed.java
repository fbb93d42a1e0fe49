package dev.crier.sources.rss;

import java.util.List;

/**
 * What could be read of a feed's document, whatever its dialect. Immutable and safe to share.
 *
 * @param title the feed's name in plain text, empty if it has none
 * @param items in the order of the document
 * @param pace how often the feed wants to be read
 * @param problems what was wrong with the document, for people; empty if nothing was
 */
record Feed(String title, List<FeedItem> items, Pace pace, List<String> problems) {

    Feed {
        items = List.copyOf(items);
        problems = List.copyOf(problems);
    }
}
