package dev.crier.sources.rss;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads JSON Feed 1.0 and 1.1, item by item, so that the items before something broken are had. Blocks the thread;
 * stateless.
 */
final class JsonFeed {

    private static final int DEEPEST = 100;

    /** What is read of a feed besides its items; the rest is passed over, since small JSON can be a big tree. */
    private static final Set<String> MEMBERS = Set.of("title", "authors", "author");

    /** Names aren't kept beyond a document: who sends it may choose them so that they collide. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private final FeedUrl base;
    private final ObjectNode top;

    private JsonFeed(FeedUrl base, ObjectNode top) {
        this.base = base;
        this.top = top;
    }

    /**
     * Reads a document.
     *
     * @param json the document, an object
     * @param from where it came from
     * @throws FeedException if it is no feed
     */
    static Feed read(String json, FeedUrl from) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        List<JsonNode> items = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        boolean listed = false;
        int leftOut = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean list = parser.nextToken() == JsonToken.START_ARRAY && name.equals("items");
                listed |= list;
                if (!list) {
                    if (MEMBERS.contains(name)) {
                        top.set(name, parser.readValueAsTree());
                    } else {
                        parser.skipChildren();
                    }
                    continue;
                }
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    boolean wanted = item == JsonToken.START_OBJECT && items.size() < FeedReader.MOST_ITEMS;
                    if (wanted) {
                        items.add(parser.readValueAsTree());
                    } else {
                        leftOut += item == JsonToken.START_OBJECT ? 1 : 0;
                        parser.skipChildren();
                    }
                }
            }
        } catch (JsonProcessingException broken) {
            problems.add("it is broken JSON: " + PlainText.of(broken.getOriginalMessage(), 200) + " (line "
                    + Optional.ofNullable(broken.getLocation())
                            .map(location -> location.getLineNr())
                            .orElse(1)
                    + ")");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (leftOut > 0) {
            problems.add("it has " + (items.size() + leftOut) + " items; all after the first " + items.size()
                    + " were left out");
        }
        if (!listed) {
            throw new FeedException("it is no feed: this JSON has no list of items as JSON Feed has"
                    + (problems.isEmpty() ? "" : "; " + problems.get(0)));
        }
        JsonFeed feed = new JsonFeed(from, top);
        return new Feed(
                PlainText.of(text(top, "title"), Lengths.FEED_TITLE),
                items.stream().map(feed::item).filter(item -> !item.blank()).toList(),
                Pace.ANY,
                problems);
    }

    private FeedItem item(JsonNode item) {
        return new FeedItem(
                text(item, "id"),
                Stream.of(text(item, "url"), text(item, "external_url"))
                        .filter(url -> !url.isEmpty())
                        .flatMap(url -> base.resolve(url).stream())
                        .map(FeedUrl::toString)
                        .findFirst()
                        .orElse(""),
                PlainText.ofHtml(text(item, "title"), Lengths.TITLE),
                summary(item),
                Stream.of(text(item, "date_published"), text(item, "date_modified"))
                        .flatMap(date -> FeedDates.parse(date).stream())
                        .findFirst(),
                authors(item),
                Lengths.categories(StreamSupport.stream(item.path("tags").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()));
    }

    private static String summary(JsonNode item) {
        String plain = Stream.of(text(item, "summary"), text(item, "content_text"))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return plain.isEmpty()
                ? PlainText.ofHtml(text(item, "content_html"), Lengths.SUMMARY)
                : PlainText.of(plain, Lengths.SUMMARY);
    }

    /** Of the item, or else of the feed; a list in version 1.1, one object in 1.0. */
    private String authors(JsonNode item) {
        return Stream.of(item.path("authors"), item.path("author"), top.path("authors"), top.path("author"))
                .map(authors -> Lengths.authors(
                        (authors.isArray() ? StreamSupport.stream(authors.spliterator(), false) : Stream.of(authors))
                                .map(author -> text(author, "name"))
                                .toList()))
                .filter(names -> !names.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
    }
}
