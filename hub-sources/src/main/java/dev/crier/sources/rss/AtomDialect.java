package dev.crier.sources.rss;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** What the elements of Atom mean, 1.0 (RFC 4287) and 0.3. Stateless but for the document. */
final class AtomDialect {

    private final Vocabulary atom;
    private final Fields feed;
    private final FeedUrl document;

    /** The root says in which vocabulary the document is: a feed that forgot its namespace is read as well. */
    AtomDialect(Element root, FeedUrl document) {
        this.atom = Vocabulary.of(root);
        this.feed = new Fields(root);
        this.document = document;
    }

    boolean entry(Element element) {
        return Vocabulary.localName(element).equals("entry") && Vocabulary.of(element) == atom;
    }

    String title() {
        return text(feed, "title", Lengths.FEED_TITLE);
    }

    FeedItem read(Element element) {
        Fields entry = new Fields(element);
        String summary = text(entry, "summary", Lengths.SUMMARY);
        return new FeedItem(
                entry.text(atom, "id"),
                link(entry),
                text(entry, "title", Lengths.TITLE),
                summary.isEmpty() ? text(entry, "content", Lengths.SUMMARY) : summary,
                Stream.of("published", "issued", "created", "updated", "modified")
                        .flatMap(name -> date(entry, name).stream())
                        .findFirst(),
                author(entry),
                Lengths.categories(entry.all(atom, "category")
                        .map(category ->
                                category.attr("label").isBlank() ? category.attr("term") : category.attr("label"))
                        .toList()));
    }

    private Optional<Instant> date(Fields entry, String name) {
        return FeedDates.parse(entry.text(atom, name));
    }

    /** The first alternate link (the one for people, RFC 4287, section 4.2.7.2), of a page if there are several. */
    private String link(Fields entry) {
        List<Element> alternates = entry.all(atom, "link")
                .filter(link -> link.attr("rel").isEmpty() || link.attr("rel").equals("alternate"))
                .filter(link -> !link.attr("href").isBlank())
                .toList();
        return Stream.concat(
                        alternates.stream().filter(link -> link.attr("type").contains("html")), alternates.stream())
                .flatMap(link -> Fields.base(link, document).resolve(link.attr("href")).stream())
                .map(FeedUrl::toString)
                .findFirst()
                .orElse("");
    }

    private String author(Fields entry) {
        Stream<Element> holders = Stream.concat(
                Stream.of(entry.element()), Stream.concat(entry.all(atom, "source"), Stream.of(feed.element())));
        return holders.map(holder -> Lengths.authors(new Fields(holder)
                        .all(atom, "author")
                        .map(author -> new Fields(author).text(atom, "name"))
                        .toList()))
                .filter(names -> !names.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** A text construct (RFC 4287, section 3.1): its type says whether it is HTML. */
    private String text(Fields holder, String name, int longest) {
        return holder.all(atom, name)
                .map(element -> text(element, longest))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String text(Element element, int longest) {
        String type = element.attr("type").strip();
        String mode = element.attr("mode").strip();
        if (mode.equals("base64")) {
            return "";
        }
        return switch (type) {
            case "html", "text/html", "xhtml", "application/xhtml+xml" ->
                PlainText.ofHtml(Markup.html(element), longest);
            case "", "text", "text/plain" ->
                element.childrenSize() == 0
                        ? PlainText.of(Markup.text(element), longest)
                        : PlainText.ofHtml(Markup.html(element), longest);
            default -> "";
        };
    }
}
