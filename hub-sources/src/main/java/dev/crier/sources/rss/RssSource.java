package dev.crier.sources.rss;

import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The source {@code rss}: publishes the items of a feed, RSS 0.9x to 2.0, Atom or JSON Feed, each once.
 *
 * <p>An item's event is JSON: {@code title}, {@code link}, {@code summary}, {@code published}, {@code author},
 * {@code categories}, {@code feed} and {@code guid}, without what the feed doesn't say. An item that changes under the same
 * guid is not published again. {@code start} and {@code stop} run on the source's own thread.
 */
public final class RssSource implements EventSource<RssSettings> {

    /** What a start made, and a stop frees. */
    private record Running(Vertx vertx, Poller poller, WorkerExecutor worker, Future<String> deployment) {

        Future<Void> end() {
            poller.stop();
            return deployment.compose(vertx::undeploy).otherwiseEmpty().compose(undeployed -> worker.close());
        }
    }

    private final Network network;
    private @Nullable Running running;

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

    /** Its items come from elsewhere: every hub would publish them again. */
    @Override
    public boolean runsOnce() {
        return true;
    }

    @Override
    public Future<Void> start(RssSettings settings, SourceContext context) {
        Vertx vertx = context.vertx();
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("crier-rss-" + context.name(), 1);
        Fetcher fetcher = new Fetcher(settings, network, worker);
        Poller poller = new Poller(settings, context, fetcher, worker);
        Future<String> deployment =
                vertx.deployVerticle(fetcher, new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP));
        running = new Running(vertx, poller, worker, deployment);
        return deployment.compose(deployed -> {
            if (poller.stopped()) {
                return Future.failedFuture("the source was stopped");
            }
            context.repeatedly(poller::poll);
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Void> stop() {
        Running ending = running;
        running = null;
        return ending == null ? Future.succeededFuture() : ending.end();
    }
}
