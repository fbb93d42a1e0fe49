package dev.crier.server;

import dev.crier.server.config.LoadedConfig;
import dev.crier.server.log.Logging;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a hub until the process is told to end: SIGTERM or SIGINT stops it gracefully, and the exit code is 0 then.
 *
 * <p>{@link #run} blocks its thread; the stop runs on the JVM's shutdown thread, which halts the JVM itself, since a JVM
 * that a signal ends would exit with 143.
 */
final class ServeCommand {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final LoadedConfig loaded;
    private final PrintStream out;
    private final PrintStream err;
    private final CompletableFuture<HubServer> server = new CompletableFuture<>();

    ServeCommand(LoadedConfig loaded, PrintStream out, PrintStream err) {
        this.loaded = loaded;
        this.out = out;
        this.err = err;
    }

    /** Returns 1 if the hub can't start; else never. */
    int run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "crier-stop"));
        start().onComplete(result -> {
            if (result.succeeded()) {
                server.complete(result.result());
            } else {
                server.completeExceptionally(result.cause());
            }
        });
        try {
            out.println(Banner.of(loaded, server.get().port(), server.get().adminPort()));
        } catch (ExecutionException e) {
            LOG.debug("The hub could not start", e);
            err.println("crier: " + StartFailure.explain(e, loaded.config().server()));
            return 1;
        }
        new CountDownLatch(1).await();
        throw new AssertionError("the process ends in its shutdown hook");
    }

    private Future<HubServer> start() {
        try {
            return HubServer.start(loaded.config(), loaded.plugins());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void stop() {
        Duration grace = loaded.config().shutdown().grace();
        try {
            if (!server.isDone()) {
                LOG.info("Stopped before the hub was up");
                halt(0);
            }
            if (!server.isCompletedExceptionally()) {
                LOG.info("Stopping, within {} s: sources first, then streams", grace.toSeconds());
                server.thenCompose(hub -> hub.stop().toCompletionStage()).get(grace.toMillis(), TimeUnit.MILLISECONDS);
                LOG.info("Stopped");
                halt(0);
            }
        } catch (TimeoutException late) {
            LOG.warn("What had not ended within shutdown.grace was cut off");
            halt(0);
        } catch (ExecutionException e) {
            LOG.error("The hub could not stop", e);
            halt(1);
        } catch (InterruptedException e) {
            halt(1);
        }
    }

    private static void halt(int exitCode) {
        Logging.close();
        Runtime.getRuntime().halt(exitCode);
    }
}
