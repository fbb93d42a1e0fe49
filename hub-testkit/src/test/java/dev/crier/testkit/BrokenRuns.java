package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Sources that start or stop wrongly. */
final class BrokenRuns {

    private BrokenRuns() {}

    interface Work {
        void run() throws InterruptedException;
    }

    /** A thread that isn't started. */
    static Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    public static class NeverSaysThatItRuns extends TickSource {
        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            return super.start(settings, context)
                    .compose(started -> Promise.<Void>promise().future());
        }
    }

    public static class FailsItsStart extends TickSource {
        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            return Future.failedFuture("there is nothing at " + settings.topic());
        }
    }

    /** Holds its thread, which it calls a back-off. */
    public static class BlocksAfterAFailure extends TickSource {
        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            return super.tick(settings, context).onFailure(refused -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    public static class LeavesAThread extends TickSource {
        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            thread("left", () -> new CountDownLatch(1).await()).start();
            return super.start(settings, context);
        }
    }

    public static class LeavesAVerticle extends TickSource {
        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            Promise<Void> deployed = Promise.promise();
            thread(
                            "short",
                            () -> context.vertx()
                                    .deployVerticle(new VerticleBase() {})
                                    .<Void>mapEmpty()
                                    .onComplete(deployed))
                    .start();
            return deployed.future().compose(done -> super.start(settings, context));
        }
    }

    /** What it has begun elsewhere goes on when it has to stop. */
    public static class GoesOnAfterItsStop extends TickSource {
        private volatile boolean stopped;

        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            Promise<Void> begun = Promise.promise();
            thread("short", () -> {
                        context.vertx().setPeriodic(5, timer -> {
                            if (stopped) {
                                context.emit(EventDraft.of(settings.topic(), "and another thing"));
                            }
                        });
                        begun.complete();
                    })
                    .start();
            return begun.future().compose(done -> super.start(settings, context));
        }

        @Override
        public Future<Void> stop() {
            stopped = true;
            return Future.succeededFuture();
        }
    }

    public static class StopsWhenAllIsAnswered extends TickSource {
        private Future<?> last = Future.succeededFuture();

        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            last = super.tick(settings, context);
            return last;
        }

        @Override
        public Future<Void> stop() {
            return last.<Void>mapEmpty().otherwiseEmpty();
        }
    }

    public static class StopsOnlyOnce extends TickSource {
        private @Nullable Runnable end = () -> {};

        @Override
        public Future<Void> stop() {
            end.run();
            end = null;
            return Future.succeededFuture();
        }
    }

    public static class StopsOnlyWhatHasStarted extends TickSource {
        private @Nullable Runnable end;

        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            return context.state().get("place").compose(place -> {
                end = () -> {};
                return super.start(settings, context);
            });
        }

        @Override
        public Future<Void> stop() {
            end.run();
            return Future.succeededFuture();
        }
    }

    public static class IgnoresInterrupts extends LoopSource {
        @Override
        void run(TickSource.Settings settings, SourceContext.BlockingEmitter emitter) {
            while (true) {
                try {
                    emitter.emit(EventDraft.of(settings.topic(), QUEUE.take()));
                } catch (InterruptedException interrupted) {
                    // Somebody may want something else of this thread, but the queue comes first.
                }
            }
        }
    }

    public static class LeavesItsLock extends TickSource {
        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            return context.state()
                    .get("lock")
                    .compose(lock -> lock.isPresent()
                            ? Future.failedFuture("somebody has the lock")
                            : context.state().put("lock", "taken"))
                    .compose(taken -> super.start(settings, context));
        }
    }
}
