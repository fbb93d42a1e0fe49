package dev.crier.sources.rss;

import static dev.crier.sources.rss.Vocabulary.ATOM;
import static dev.crier.sources.rss.Vocabulary.CONTENT;
import static dev.crier.sources.rss.Vocabulary.DUBLIN_CORE;
import static dev.crier.sources.rss.Vocabulary.RSS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/**
 * What the elements of RSS mean, 0.90 to 2.0 and 1.0 (RDF), with what Dublin Core, the content module and Atom add to them.
 *
 * <p>Titles and texts are HTML, since nothing says whether they are, and most are. Stateless.
 */
final class RssDialect {

    private static final Pattern MAIL_AND_NAME = Pattern.compile("\\S+@\\S+\\s*\\((.+)\\)\\s*");
    private static final String RDF_ABOUT = "rdf:about";

    private final Fields channel;
    private final FeedUrl base;

    RssDialect(Element root, FeedUrl document) {
        this.channel = new Fields(new Fields(root).first(RSS, "channel").orElse(root));
        FeedUrl declared = Fields.base(channel.element(), document);
        this.base = declared.resolve(channel.text(RSS, "link"))
                .filter(link -> !channel.text(RSS, "link").isEmpty())
                .orElse(declared);
    }

    /** Whether an element is an item of this dialect. */
    static boolean item(Element element) {
        return Vocabulary.localName(element).equals("item") && Vocabulary.of(element) == RSS;
    }

    String title() {
        String title = channel.html(RSS, "title");
        return PlainText.ofHtml(title.isEmpty() ? channel.html(DUBLIN_CORE, "title") : title, Lengths.FEED_TITLE);
    }

    FeedItem read(Element element) {
        Fields item = new Fields(element);
        return new FeedItem(
                guid(item),
                link(item),
                PlainText.ofHtml(first(item.html(RSS, "title"), item.html(DUBLIN_CORE, "title")), Lengths.TITLE),
                PlainText.ofHtml(
                        first(
                                item.html(RSS, "description"),
                                item.html(CONTENT, "encoded"),
                                item.html(DUBLIN_CORE, "description"),
                                item.html(ATOM, "summary")),
                        Lengths.SUMMARY),
                published(item),
                author(item),
                Lengths.categories(
                        Stream.concat(item.texts(RSS, "category").stream(), item.texts(DUBLIN_CORE, "subject").stream())
                                .toList()));
    }

    private static String guid(Fields item) {
        return first(
                item.text(RSS, "guid"),
                item.element().attr(RDF_ABOUT).strip(),
                item.text(ATOM, "id"),
                item.text(DUBLIN_CORE, "identifier"));
    }

    private String link(Fields item) {
        List<String> candidates = new ArrayList<>();
        candidates.add(item.text(RSS, "link"));
        item.first(RSS, "guid")
                .filter(guid -> !guid.attr("isPermaLink").strip().equalsIgnoreCase("false"))
                .map(Fields::text)
                .filter(guid -> guid.startsWith("http"))
                .ifPresent(candidates::add);
        item.all(ATOM, "link")
                .filter(link -> link.attr("rel").isEmpty() || link.attr("rel").equals("alternate"))
                .map(link -> link.attr("href"))
                .forEach(candidates::add);
        candidates.add(item.element().attr(RDF_ABOUT));
        return candidates.stream()
                .filter(candidate -> !candidate.isBlank())
                .flatMap(candidate -> base.resolve(candidate).stream())
                .map(FeedUrl::toString)
                .findFirst()
                .orElse("");
    }

    private static Optional<Instant> published(Fields item) {
        return Stream.of(
                        item.text(RSS, "pubdate"),
                        item.text(DUBLIN_CORE, "date"),
                        item.text(DUBLIN_CORE, "issued"),
                        item.text(ATOM, "published"),
                        item.text(ATOM, "updated"))
                .flatMap(date -> FeedDates.parse(date).stream())
                .findFirst();
    }

    private static String author(Fields item) {
        List<String> names = item.texts(DUBLIN_CORE, "creator");
        if (names.isEmpty()) {
            names = item.texts(RSS, "author").stream().map(RssDialect::name).toList();
        }
        if (names.isEmpty()) {
            names = item.all(ATOM, "author")
                    .map(author -> new Fields(author).text(ATOM, "name"))
                    .toList();
        }
        return Lengths.authors(names);
    }

    /** RSS wants an address of mail here, and most write the name behind it in brackets. */
    private static String name(String author) {
        Matcher both = MAIL_AND_NAME.matcher(author);
        return both.matches() ? both.group(1) : author;
    }

    private static String first(String... texts) {
        return Stream.of(texts).filter(text -> !text.isBlank()).findFirst().orElse("");
    }
}
