package dev.crier.sources.rss;

import static dev.crier.sources.rss.Vocabulary.RSS;
import static dev.crier.sources.rss.Vocabulary.SYNDICATION;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;

/**
 * Reads RSS and Atom, well-formed or not.
 *
 * <p>The parser is jsoup's for XML: it knows neither DTDs nor declared entities, so there is nothing to load or to expand; it
 * knows HTML's named entities; and it reads on behind whatever is broken. An item that the document ends in the middle of is
 * left out: its next version may be whole, and half a guid would be another guid. Blocks the thread; stateless.
 */
final class XmlFeed {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_PERIODS = 100_000;

    /** Of 10,000 items with ten elements each, there and back, and half as many again. */
    private static final int MOST_TAGS = 300_000;

    private XmlFeed() {}

    /**
     * Reads a document.
     *
     * @param xml the document, not blank
     * @param from where it came from
     * @throws FeedException if it is no feed
     */
    static Feed read(String xml, FeedUrl from) {
        List<String> problems = new ArrayList<>();
        String bounded = bounded(xml, problems);
        WellFormedness.problem(bounded).ifPresent(problem -> problems.add("it is not well-formed: " + problem));
        Document document = Parser.xmlParser()
                .setMaxDepth(WellFormedness.DEEPEST)
                .setTrackPosition(true)
                .parseInput(bounded, "");
        Element root = document.firstElementChild();
        if (root == null) {
            throw new FeedException("it is no feed: there is no element in it, it begins with '"
                    + PlainText.of(xml.substring(0, Math.min(xml.length(), 200)), 60) + "'");
        }
        return switch (Vocabulary.localName(root)) {
            case "rss", "rdf" -> rss(root, from, bounded.length(), problems);
            case "feed" -> atom(root, from, bounded.length(), problems);
            default ->
                throw new FeedException("it is no feed: its first element is <" + PlainText.of(root.tagName(), 50)
                        + ">; expected <rss>, <rdf:RDF> or <feed>");
        };
    }

    /** A tree of tags takes a hundred times the memory that they take in a document. */
    private static String bounded(String xml, List<String> problems) {
        int tags = 0;
        for (int at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at + 1)) {
            if (++tags > MOST_TAGS) {
                problems.add("it has more than " + MOST_TAGS + " tags; what follows was left out");
                return xml.substring(0, at);
            }
        }
        return xml;
    }

    private static Feed rss(Element root, FeedUrl from, int length, List<String> problems) {
        RssDialect dialect = new RssDialect(root, from);
        List<FeedItem> items = items(root, RssDialect::item, dialect::read, length, problems);
        return new Feed(dialect.title(), items, pace(root), problems);
    }

    private static Feed atom(Element root, FeedUrl from, int length, List<String> problems) {
        AtomDialect dialect = new AtomDialect(root, from);
        List<FeedItem> items = items(root, dialect::entry, dialect::read, length, problems);
        return new Feed(dialect.title(), items, pace(root), problems);
    }

    private static List<FeedItem> items(
            Element root,
            Predicate<Element> isItem,
            Function<Element, FeedItem> read,
            int length,
            List<String> problems) {
        List<Element> elements = new ArrayList<>(root.stream().filter(isItem).toList());
        if (!elements.isEmpty() && cut(elements.get(elements.size() - 1), length)) {
            elements.remove(elements.size() - 1);
            problems.add("its last item is cut off and was left out");
        }
        if (elements.size() > FeedReader.MOST_ITEMS) {
            problems.add("it has " + elements.size() + " items; all after the first " + FeedReader.MOST_ITEMS
                    + " were left out");
        }
        return elements.stream()
                .limit(FeedReader.MOST_ITEMS)
                .map(read)
                .filter(item -> !item.blank())
                .toList();
    }

    /** Whether the document ended before the element did. */
    private static boolean cut(Element element, int length) {
        Range end = element.endSourceRange();
        return end.startPos() == end.endPos() && end.endPos() >= length;
    }

    private static Pace pace(Element root) {
        Fields channel = new Fields(new Fields(root).first(RSS, "channel").orElse(root));
        Duration ttl =
                number(channel.text(RSS, "ttl")).map(MINUTE::multipliedBy).orElse(Duration.ZERO);
        Duration period = period(channel);
        return Pace.of(
                ttl.compareTo(period) > 0 ? ttl : period,
                words(channel, "skiphours", "hour")
                        .flatMap(hour -> number(hour).stream())
                        .toList(),
                words(channel, "skipdays", "day").flatMap(XmlFeed::day).toList());
    }

    /** The syndication module: so many times in such a period, once a day where only one of the two is said. */
    private static Duration period(Fields channel) {
        String name = channel.text(SYNDICATION, "updateperiod");
        int times = number(channel.text(SYNDICATION, "updatefrequency"))
                .filter(number -> number > 0)
                .orElse(1);
        Duration period = switch (name.toLowerCase(Locale.ROOT)) {
            case "hourly" -> Duration.ofHours(1);
            case "daily" -> Duration.ofDays(1);
            case "weekly" -> Duration.ofDays(7);
            case "monthly" -> Duration.ofDays(30);
            case "yearly" -> Duration.ofDays(365);
            default -> Duration.ZERO;
        };
        return period.dividedBy(times);
    }

    private static Stream<String> words(Fields channel, String list, String name) {
        return channel.all(RSS, list).flatMap(skip -> new Fields(skip).texts(RSS, name).stream());
    }

    private static Stream<DayOfWeek> day(String name) {
        return Stream.of(DayOfWeek.values()).filter(day -> day.name().equalsIgnoreCase(name));
    }

    private static Optional<Integer> number(String text) {
        return text.matches("\\d{1,9}")
                ? Optional.of(Math.min(Integer.parseInt(text), MOST_PERIODS))
                : Optional.empty();
    }
}
