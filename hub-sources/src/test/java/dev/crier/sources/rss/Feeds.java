package dev.crier.sources.rss;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The feeds of the tests: the files beside this class, and small ones made on the spot. */
final class Feeds {

    static final FeedUrl FROM = FeedUrl.of("https://served.example/feeds/all.xml");

    /** Every file that is a feed, whole or not. */
    static final List<String> NAMES = List.of(
            "atom-0.3.xml",
            "atom-1.0.xml",
            "atom-prefixed.xml",
            "duplicates.xml",
            "html-entities.xml",
            "json-feed-1.0.json",
            "json-feed-1.1.json",
            "no-guids.xml",
            "podcast.xml",
            "relative-links.xml",
            "rss-0.91.xml",
            "rss-0.92.xml",
            "rss-1.0.rdf",
            "rss-2.0.xml",
            "silly-values.xml",
            "truncated.xml",
            "undeclared-prefixes.xml",
            "unescaped-ampersands.xml");

    private Feeds() {}

    static byte[] bytes(String name) {
        try (InputStream in = Feeds.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no feed " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** What is read of a file. */
    static Feed read(String name) {
        return FeedReader.read(bytes(name), "", FROM);
    }

    /** What is read of a text. */
    static Feed parse(String document) {
        return FeedReader.read(document.getBytes(StandardCharsets.UTF_8), "", FROM);
    }

    /** An RSS feed of numbered items, newest first: {@code rss(3, 2, 1)}. */
    static String rss(int... numbers) {
        StringBuilder items = new StringBuilder();
        for (int number : numbers) {
            items.append("<item><title>Item ").append(number).append("</title><guid isPermaLink=\"false\">item-");
            items.append(number).append("</guid></item>\n");
        }
        return channel(items.toString());
    }

    /** An RSS feed around some XML. */
    static String channel(String inside) {
        return "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Numbers</title>\n" + inside
                + "</channel></rss>\n";
    }
}
