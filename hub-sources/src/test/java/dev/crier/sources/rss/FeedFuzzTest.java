package dev.crier.sources.rss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.settings.ByteSize;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server sends in the place of a feed: it is read, and every item makes an event, or it is refused in words. */
class FeedFuzzTest {

    private static final ByteSize MOST = ByteSize.ofMebibytes(1);

    static Stream<byte[]> seeds() {
        return Stream.concat(
                Feeds.NAMES.stream().map(Feeds::bytes),
                Stream.of(
                                "<rss><channel><item><guid>g</guid><pubDate>Tue, 31 Feb 2026 25:61:00 XST</pubDate>",
                                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><updated>9999999-01-01</updated>",
                                "{\"items\":[{\"id\":1e999,\"date_published\":\"+292278994-08-17T07:12:56Z\"}]}",
                                "{\"items\":[{\"id\":\"\\ud800\",\"title\":\"\\u0000\\u202e\"},[],null,1]}",
                                "<!DOCTYPE x [<!ENTITY a '&b;'>]><rss><item><title>&a;&#0;&#xD800;&#x110000;</title>")
                        .map(text -> text.getBytes(UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void a_document_is_read_or_refused_in_words(byte[] document) {
        for (String encoding : new String[] {"", "gzip"}) {
            readOrRefuse(document, encoding);
        }
    }

    private static void readOrRefuse(byte[] document, String encoding) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Encoding", encoding);
        Answer answer = new Answer(200, Feeds.FROM, headers, Buffer.buffer(document), Optional.empty());
        Feed feed;
        try {
            feed = FeedReader.read(answer, MOST);
        } catch (FeedException refused) {
            assertThat(refused).message().startsWith(Feeds.FROM.toString()).doesNotContainPattern("\\p{Cc}");
            return;
        }
        ItemEvents events = new ItemEvents(Topic.of("news/x"), "source/x");
        for (FeedItem item : feed.items()) {
            EventDraft draft = events.draft(item, feed.title());
            assertThat(item.identity()).isNotEmpty();
            assertThat(draft.topic()).isEqualTo(Topic.of("news/x"));
            assertThat(draft.data()).startsWith("{").endsWith("}");
            if (!item.link().isEmpty()) {
                assertThat(item.link()).matches("https?://[^/\\s]+/.*");
            }
        }
        assertThat(feed.problems()).allSatisfy(problem -> assertThat(problem).doesNotContainPattern("\\p{Cc}"));
    }
}
