package dev.crier.sources.rss;

import dev.crier.testkit.EventSourceContract;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The reader of feeds keeps the contract of sources, with a feed that is served here and grows. */
class RssSourceContractTest extends EventSourceContract {

    private final Vertx vertx = Vertx.vertx();
    private TestServer server;
    private int items;

    @BeforeAll
    void listen() {
        server = new TestServer(vertx);
    }

    @AfterAll
    void close() {
        TestContext.await(vertx.close());
    }

    @BeforeEach
    void beginAnew() {
        items = 0;
        somethingNew();
    }

    @Override
    protected Class<RssSource> source() {
        return RssSource.class;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of(
                "topic", "news/numbers",
                "url", server.url("/feed"),
                "initial", "1000",
                "timeout", "2m",
                "allow-private", "127.0.0.0/8");
    }

    /** The newest item stands first. */
    @Override
    protected void somethingNew() {
        items++;
        int[] newestFirst =
                IntStream.iterate(items, item -> item - 1).limit(items).toArray();
        server.serve("/feed", Feeds.rss(newestFirst), "ETag", "\"" + items + "\"");
    }

    @Override
    public Map<String, ?> badSettings() {
        return Map.of(
                "topic", "hub/news",
                "url", "gopher://feeds.example/",
                "every", "0s",
                "initial", "-1",
                "allow-private", "not a host",
                "max-bytes", "1B",
                "timeout", "1ms",
                "max-redirects", "21",
                "user-agent", "two\nlines");
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
