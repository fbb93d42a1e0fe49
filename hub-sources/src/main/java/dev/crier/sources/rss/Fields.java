package dev.crier.sources.rss;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/**
 * The children of an element as fields with names. Confined to the thread that parsed the document.
 *
 * @param element whose children these are
 */
record Fields(Element element) {

    Stream<Element> all(Vocabulary vocabulary, String name) {
        return element.children().stream()
                .filter(child -> Vocabulary.localName(child).equals(name) && Vocabulary.of(child) == vocabulary);
    }

    Optional<Element> first(Vocabulary vocabulary, String name) {
        return all(vocabulary, name).findFirst();
    }

    /** The text of the first field of this name that has one; empty if none has. */
    String text(Vocabulary vocabulary, String name) {
        return texts(vocabulary, name).stream().findFirst().orElse("");
    }

    /** The texts of the fields of this name, without empty ones. */
    List<String> texts(Vocabulary vocabulary, String name) {
        return all(vocabulary, name)
                .map(Fields::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The HTML in the first field of this name that has any; empty if none has. */
    String html(Vocabulary vocabulary, String name) {
        return all(vocabulary, name)
                .map(Markup::html)
                .filter(html -> !html.isBlank())
                .findFirst()
                .orElse("");
    }

    static String text(Element element) {
        return Markup.text(element).strip();
    }

    /** The address that relative ones in this element start from: the document's, led on by every {@code xml:base}. */
    static FeedUrl base(Element element, FeedUrl document) {
        Element parent = element.parent();
        FeedUrl outer = parent == null ? document : base(parent, document);
        String inner = element.attr("xml:base");
        return inner.isBlank() ? outer : outer.resolve(inner).orElse(outer);
    }
}
