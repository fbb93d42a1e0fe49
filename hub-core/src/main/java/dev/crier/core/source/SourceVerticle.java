package dev.crier.core.source;

import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one run of a source lives: a verticle on a worker pool of one thread, with the instance and what it has going on.
 *
 * <p>Its methods are safe on any thread once it is deployed; the instance is called on its own thread alone.
 */
final class SourceVerticle extends VerticleBase {

    private final SourceRun run;
    private final SourceType type;
    private @Nullable SourceThread thread;
    private @Nullable RunWork work;
    private @Nullable EventSource<?> instance;

    SourceVerticle(SourceRun run, SourceType type) {
        this.run = run;
        this.type = type;
    }

    /** A thread that nobody else has, and the class loader of the plugin. */
    DeploymentOptions options() {
        return new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(SourceRun.THREADS + run.name())
                .setWorkerPoolSize(1)
                .setClassLoader(type.loader());
    }

    @Override
    public Future<?> start() throws Exception {
        thread = new SourceThread(context);
        work = new RunWork(run, thread, type.loader());
        context.exceptionHandler(run::failed);
        return super.start();
    }

    SourceThread thread() {
        return Objects.requireNonNull(thread);
    }

    RunWork work() {
        return Objects.requireNonNull(work);
    }

    /** Makes the instance and starts it. */
    Future<Void> startInstance(Record settings, SourceContext context) {
        Promise<Void> started = Promise.promise();
        thread().execute(() -> attempt(started, () -> {
            EventSource<?> made = Objects.requireNonNull(type.factory().get(), "the factory made no instance");
            instance = made;
            return start(made, settings, context);
        }));
        return started.future();
    }

    private static <S extends Record> Future<Void> start(
            EventSource<S> source, Record settings, SourceContext context) {
        return source.start(Objects.requireNonNull(source.settings().cast(settings)), context);
    }

    /** Stops the instance, if it was ever made. */
    Future<Void> stopInstance() {
        Promise<Void> stopped = Promise.promise();
        thread().execute(() -> attempt(stopped, () -> {
            EventSource<?> made = instance;
            return made == null ? Future.succeededFuture() : made.stop();
        }));
        return stopped.future();
    }

    private interface Step {
        Future<Void> take();
    }

    /** Whatever the source's code throws, errors of linking included, is a failure of the source alone. */
    private static void attempt(Promise<Void> result, Step step) {
        try {
            Objects.requireNonNull(step.take(), "the source answered null instead of a future")
                    .onComplete(result);
        } catch (Throwable thrown) {
            result.fail(thrown);
        }
    }

    /** The threads that still run, for people. */
    List<String> remaining() {
        List<String> remaining = new ArrayList<>(work().remaining());
        remaining.add(thread().where());
        return remaining;
    }
}
