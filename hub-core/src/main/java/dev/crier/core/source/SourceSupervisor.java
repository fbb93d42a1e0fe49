package dev.crier.core.source;

import dev.crier.core.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all sources of the configuration, and sees to it that none of them harms another: each has a thread, a class loader
 * and a bounded number of events in flight of its own, and is started again when it fails.
 *
 * <p>Its methods are safe on any thread; their futures complete on the Vert.x context that it was made on.
 */
public final class SourceSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);

    private final SourceCatalog catalog;
    private final Surroundings surroundings;
    private final Map<String, SourceRunner> entries = new ConcurrentSkipListMap<>();
    private boolean closing;

    /** Makes a supervisor with the usual options. */
    public SourceSupervisor(Vertx vertx, SourceCatalog catalog, SourceHub hub) {
        this(vertx, catalog, hub, SourceOptions.DEFAULT, Timing.system(vertx));
    }

    /**
     * Makes a supervisor.
     *
     * @param timing the system's time and chance, or a test's
     */
    public SourceSupervisor(Vertx vertx, SourceCatalog catalog, SourceHub hub, SourceOptions options, Timing timing) {
        this.catalog = catalog;
        this.surroundings = new Surroundings(vertx, vertx.getOrCreateContext(), hub, options, timing);
    }

    /**
     * Starts sources; one whose type or settings are refused is {@code failed} in its status and harms no other.
     *
     * @return completes when every source was started, which doesn't say that it succeeded
     * @throws IllegalArgumentException if two sources have the same name; then none is started
     */
    public Future<Void> startAll(Collection<SourceDefinition> definitions) {
        Map<String, SourceRunner> added = new LinkedHashMap<>();
        for (SourceDefinition definition : definitions) {
            if (entries.containsKey(definition.name()) || added.containsKey(definition.name())) {
                throw new IllegalArgumentException("two sources have the name '" + definition.name() + "'");
            }
            added.put(definition.name(), runner(definition));
        }
        entries.putAll(added);
        return here(() -> {
            added.values().forEach(SourceRunner::start);
            return Future.succeededFuture();
        });
    }

    private SourceRunner runner(SourceDefinition definition) {
        try {
            return new SourceRunner(definition, Optional.of(catalog.bind(definition)), "", surroundings);
        } catch (SettingsException refused) {
            LOG.error("the source '{}' can't run: {}", definition.name(), refused.getMessage());
            return new SourceRunner(definition, Optional.empty(), Health.message(refused), surroundings);
        }
    }

    /** Stops all sources at once, for good; completes when they have stopped, or were given up after their stop timeout. */
    public Future<Void> stopAll() {
        return here(() -> {
            closing = true;
            return Future.join(entries.values().stream().map(SourceRunner::stop).toList())
                    .mapEmpty();
        });
    }

    /**
     * Starts a source that was stopped, has ended, or waits to be started again after a failure; one that runs goes on.
     *
     * @return how it is doing then
     * @throws IllegalArgumentException if there is no source of that name
     */
    public Future<SourceStatus> start(String name) {
        return order(name, runner -> {
            runner.startAgain();
            return Future.succeededFuture();
        });
    }

    /**
     * Stops a source until it is started again.
     *
     * @return how it is doing when it has stopped, or was given up after its stop timeout
     * @throws IllegalArgumentException if there is no source of that name
     */
    public Future<SourceStatus> stop(String name) {
        return order(name, SourceRunner::stop);
    }

    /**
     * Stops a source and starts it afresh.
     *
     * @return how it is doing then
     * @throws IllegalArgumentException if there is no source of that name
     */
    public Future<SourceStatus> restart(String name) {
        return stop(name).compose(stopped -> start(name));
    }

    private Future<SourceStatus> order(String name, Function<SourceRunner, Future<Void>> order) {
        SourceRunner runner = entries.get(name);
        if (runner == null) {
            throw new IllegalArgumentException("there is no source '" + name + "'");
        }
        return here(() -> closing
                        ? Future.failedFuture(new IllegalStateException("all sources are being stopped"))
                        : order.apply(runner))
                .map(done -> runner.status());
    }

    private Future<Void> here(Supplier<Future<Void>> task) {
        Promise<Void> done = Promise.promise();
        surroundings.context().runOnContext(now -> task.get().onComplete(done));
        return done.future();
    }

    /** How all sources are doing, sorted by name. */
    public List<SourceStatus> statuses() {
        return entries.values().stream().map(SourceRunner::status).toList();
    }
}
