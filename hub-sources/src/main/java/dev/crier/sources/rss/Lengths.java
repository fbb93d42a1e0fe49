package dev.crier.sources.rss;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** How long the texts of an item may get, in characters. Stateless. */
final class Lengths {

    static final int FEED_TITLE = 200;
    static final int TITLE = 500;
    static final int SUMMARY = 1_000;
    static final int AUTHOR = 200;

    private static final int CATEGORY = 100;
    private static final int CATEGORIES = 20;

    private Lengths() {}

    /** Plain categories, each once, the first few. */
    static List<String> categories(Collection<String> written) {
        return written.stream()
                .map(category -> PlainText.ofHtml(category, CATEGORY))
                .filter(category -> !category.isEmpty())
                .distinct()
                .limit(CATEGORIES)
                .toList();
    }

    /** Plain names, each once, with commas between them. */
    static String authors(Collection<String> written) {
        return PlainText.of(
                written.stream()
                        .map(name -> PlainText.ofHtml(name, AUTHOR))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .limit(CATEGORIES)
                        .collect(Collectors.joining(", ")),
                AUTHOR);
    }
}
