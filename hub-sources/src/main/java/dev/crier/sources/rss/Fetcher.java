package dev.crier.sources.rss;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets documents over HTTP, carefully: every hop's address is judged and pinned, every time and size has a bound.
 *
 * <p>Confined to the event loop of the source; names are resolved on a worker thread.
 */
final class Fetcher {

    private static final int MOST_HEADER_BYTES = 32 * 1024;

    private final Vertx vertx;
    private final RssSettings settings;
    private final Network network;
    private final WorkerExecutor worker;
    private final AddressRules rules;
    private final HttpClient client;
    private @Nullable Fetch running;

    Fetcher(Vertx vertx, RssSettings settings, Network network, WorkerExecutor worker) {
        this.vertx = vertx;
        this.settings = settings;
        this.network = network;
        this.worker = worker;
        this.rules = new AddressRules(settings.allowPrivate());
        HttpClientOptions options = new HttpClientOptions(network.options())
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MOST_HEADER_BYTES);
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(2));
    }

    /**
     * Gets a document, following redirects.
     *
     * @param url where to begin
     * @param own whether this address is the hub's own and needn't be judged; redirects from it need
     * @param validators sent where they belong, so that an unchanged document need not be sent again
     * @return the answer, whatever its status; fails with a {@link FeedException} if there is none
     */
    Future<Answer> fetch(FeedUrl url, boolean own, Validators validators) {
        Fetch fetch = new Fetch(vertx, client, settings, this::addresses, validators);
        running = fetch;
        return fetch.start(url, own);
    }

    /** The addresses of a host that may be connected to. */
    private Future<List<InetAddress>> addresses(FeedUrl url, boolean own) {
        return worker.executeBlocking(() -> {
            List<InetAddress> found;
            try {
                found = network.resolver().resolve(url.host());
            } catch (UnknownHostException unknown) {
                throw new FeedException("the host " + url.host() + " is unknown", unknown);
            }
            return own ? found : rules.permitted(url.host(), found);
        });
    }

    /** Ends what goes on, and the client. */
    Future<Void> close() {
        Optional.ofNullable(running).ifPresent(Fetch::abort);
        return client.close();
    }
}
