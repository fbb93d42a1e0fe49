package dev.crier.sources.rss;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * The beginning of what an element holds, as text or as HTML: an element can hold the whole document, and so can each of
 * those around it, so nobody may ask for all of it. Confined to one thread.
 */
final class Markup implements NodeFilter {

    private static final int LONGEST = 20_000;

    private final Element around;
    private final boolean tags;
    private final StringBuilder written = new StringBuilder();

    private Markup(Element around, boolean tags) {
        this.around = around;
        this.tags = tags;
    }

    /** The text of an element and of all in it. */
    static String text(Element element) {
        return new Markup(element, false).collect();
    }

    /** What an element holds as HTML: its text, or its markup where somebody forgot to escape it. */
    static String html(Element element) {
        return element.childrenSize() == 0 ? text(element) : new Markup(element, true).collect();
    }

    private String collect() {
        around.filter(this);
        return written.toString();
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode text) {
            written.append(tags ? Entities.escape(text.getWholeText()) : text.getWholeText());
        } else if (tags && node instanceof Element element && depth > 0) {
            written.append('<').append(Vocabulary.localName(element)).append('>');
        }
        return written.length() > LONGEST ? FilterResult.STOP : FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (tags && node instanceof Element element && depth > 0) {
            written.append("</").append(Vocabulary.localName(element)).append('>');
        }
        return FilterResult.CONTINUE;
    }
}
