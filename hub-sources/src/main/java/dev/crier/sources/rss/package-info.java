/**
 * The source {@code rss}: reads a feed of any dialect again and again, politely, and publishes each item once.
 *
 * <p>The way of an item: {@link dev.crier.sources.rss.RssSource} starts a {@code Poller}, which lets a {@code Fetcher} get the
 * document, a {@code FeedReader} make a {@code Feed} of it, and publishes the items that its {@code Memory} doesn't know.
 */
@NullMarked
package dev.crier.sources.rss;

import org.jspecify.annotations.NullMarked;
