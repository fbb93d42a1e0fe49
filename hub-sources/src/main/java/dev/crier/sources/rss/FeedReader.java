package dev.crier.sources.rss;

import dev.crier.core.settings.ByteSize;

/**
 * Makes a feed of what a server answered: undoes the compression, finds the encoding, and hands the text to the reader of its
 * kind, which the text shows better than any header. Blocks the thread for as long as that takes; stateless.
 */
final class FeedReader {

    /** More items of a document than this aren't read. */
    static final int MOST_ITEMS = 10_000;

    private FeedReader() {}

    /**
     * Reads an answer's document.
     *
     * @param most how big it may be after decompression
     * @throws FeedException if nothing can be read of it; the message names the address
     */
    static Feed read(Answer answer, ByteSize most) {
        String contentType = answer.header("Content-Type");
        try {
            byte[] document = ContentCoding.decode(answer.body().getBytes(), answer.header("Content-Encoding"), most);
            return read(document, contentType, answer.url());
        } catch (FeedException unreadable) {
            String type = contentType.isBlank() ? "" : " (sent as " + PlainText.of(contentType, 100) + ")";
            throw new FeedException(
                    answer.url().shown() + " can't be read" + type + ": " + unreadable.getMessage(), unreadable);
        }
    }

    static Feed read(byte[] document, String contentType, FeedUrl from) {
        String text = Characters.decode(document, contentType).stripLeading();
        if (text.isBlank()) {
            throw new FeedException("it is empty");
        }
        return text.startsWith("{") ? JsonFeed.read(text, from) : XmlFeed.read(text, from);
    }
}
