package dev.crier.sources.rss;

import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The source {@code rss}: publishes the items of a feed, RSS 0.9x to 2.0, Atom or JSON Feed, each once.
 *
 * <p>An item's event is JSON: {@code title}, {@code link}, {@code summary}, {@code published}, {@code author},
 * {@code categories}, {@code feed} and {@code guid}, without what the feed doesn't say. An item that changes under the same
 * guid is not published again. {@code start} and {@code stop} run on the source's own event loop.
 */
public final class RssSource implements EventSource<RssSettings> {

    private final Network network;
    private @Nullable WorkerExecutor worker;
    private @Nullable Fetcher fetcher;
    private @Nullable Poller poller;

    /** Makes a source, as {@link java.util.ServiceLoader} does. */
    public RssSource() {
        this(Network.system());
    }

    RssSource(Network network) {
        this.network = network;
    }

    @Override
    public String type() {
        return "rss";
    }

    @Override
    public Class<RssSettings> settings() {
        return RssSettings.class;
    }

    @Override
    public Future<Void> start(RssSettings settings, SourceContext context) {
        WorkerExecutor ownWorker = context.vertx().createSharedWorkerExecutor("crier-rss-" + context.name(), 1);
        Fetcher ownFetcher = new Fetcher(context.vertx(), settings, network, ownWorker);
        Poller ownPoller = new Poller(settings, context, ownFetcher, ownWorker);
        worker = ownWorker;
        fetcher = ownFetcher;
        poller = ownPoller;
        context.repeatedly(ownPoller::poll);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        Poller startedPoller = poller;
        Fetcher startedFetcher = fetcher;
        WorkerExecutor startedWorker = worker;
        if (startedPoller == null || startedFetcher == null || startedWorker == null) {
            return Future.succeededFuture();
        }
        poller = null;
        startedPoller.stop();
        return Future.join(startedFetcher.close(), startedWorker.close()).mapEmpty();
    }
}
