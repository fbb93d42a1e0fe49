package dev.crier.sources.rss;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gets documents over HTTP, carefully: every hop's address is judged and pinned, every time and size has a bound.
 *
 * <p>A verticle of its own, on an event loop, although the source has a thread: on a worker's, a server that closes its
 * connection right behind the last byte overtakes what the client has received but not yet handed on, and big documents are
 * lost. {@link #fetch} is called on the source's thread and completes there; names are resolved on a worker thread.
 */
final class Fetcher extends VerticleBase {

    private static final int MOST_HEADER_BYTES = 32 * 1024;

    private final RssSettings settings;
    private final Network network;
    private final WorkerExecutor worker;
    private final AddressRules rules;
    private @Nullable HttpClient client;
    private @Nullable Fetch running;

    Fetcher(RssSettings settings, Network network, WorkerExecutor worker) {
        this.settings = settings;
        this.network = network;
        this.worker = worker;
        this.rules = new AddressRules(settings.allowPrivate());
    }

    @Override
    public Future<?> start() {
        HttpClientOptions options = new HttpClientOptions(network.options())
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MOST_HEADER_BYTES);
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(2));
        return Future.succeededFuture();
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
        Context caller = vertx.getOrCreateContext();
        Promise<Answer> answer = Promise.promise();
        context.runOnContext(here -> {
            Fetch fetch = new Fetch(vertx, Objects.requireNonNull(client), settings, this::addresses, validators);
            running = fetch;
            fetch.start(url, own).onComplete(result -> caller.runOnContext(there -> answer.handle(result)));
        });
        return answer.future();
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

    @Override
    public Future<?> stop() {
        Fetch last = running;
        if (last != null) {
            last.abort();
        }
        return Objects.requireNonNull(client).close();
    }
}
