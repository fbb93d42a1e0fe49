package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Sources that publish wrongly, or have other bad habits. */
final class BrokenTicks {

    private BrokenTicks() {}

    public static class HasATopicOfItsOwn extends TickSource {
        @Override
        EventDraft draft(Settings settings) {
            return EventDraft.of(Topic.of("ticks"), "tick " + number);
        }
    }

    public static class PublishesPastItsContext extends TickSource {
        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            context.vertx().eventBus().request("crier.publish", EventDraft.of(settings.topic(), "by the way"));
            return super.tick(settings, context);
        }
    }

    /** Every third one, among good ones. */
    public static class PublishesWhatNobodyMay extends TickSource {
        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            if (number % 3 == 2) {
                context.emit(EventDraft.of(Topic.of("hub/" + settings.topic()), "I am the hub"));
            }
            return super.tick(settings, context);
        }
    }

    /** Every third one, among good ones. */
    public static class PublishesWhatIsNoEvent extends TickSource {
        private boolean complained;

        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            if (number == 3 && !complained) {
                complained = true;
                return context.emit(draft(settings).withType("error"));
            }
            return super.tick(settings, context);
        }
    }

    public static class DoesNotWait extends TickSource {
        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            context.emit(draft(settings)).onFailure(refused -> context.degraded(refused.getMessage()));
            number++;
            return Future.succeededFuture();
        }
    }

    public static class DoesNotWaitForBatches extends TickSource {
        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            int first = number;
            number += 2;
            context.emitAll(IntStream.range(first, first + 2)
                            .mapToObj(tick -> EventDraft.of(settings.topic(), "tick " + tick))
                            .toList())
                    .onFailure(refused -> context.degraded(refused.getMessage()));
            return Future.succeededFuture();
        }
    }

    public static class PassesOverFailures extends TickSource {
        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            return context.emit(draft(settings)).onComplete(done -> number++).otherwiseEmpty();
        }
    }

    public static class CountsForAll extends TickSource {
        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        EventDraft draft(Settings settings) {
            return EventDraft.of(settings.topic(), "tick " + COUNT.incrementAndGet());
        }
    }

    public static class TakesTheNewestContext extends TickSource {
        private static volatile @Nullable SourceContext newest;

        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            newest = context;
            return super.start(settings, context);
        }

        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            return super.tick(settings, newest);
        }
    }

    public static class StopsAll extends TickSource {
        private static final Set<StopsAll> RUNNING = ConcurrentHashMap.newKeySet();
        private volatile boolean stopped;

        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            RUNNING.add(this);
            return super.start(settings, context);
        }

        @Override
        Future<?> tick(Settings settings, SourceContext context) {
            return stopped ? Future.succeededFuture() : super.tick(settings, context);
        }

        @Override
        public Future<Void> stop() {
            RUNNING.forEach(running -> running.stopped = true);
            RUNNING.clear();
            return Future.succeededFuture();
        }
    }

    public static class HasATimerOfItsOwn extends TickSource {
        private Future<?> last = Future.succeededFuture();

        @Override
        public Future<Void> start(Settings settings, SourceContext context) {
            context.vertx().setPeriodic(20, timer -> {
                if (last.isComplete()) {
                    last = tick(settings, context).onFailure(refused -> context.degraded(refused.getMessage()));
                }
            });
            return Future.succeededFuture();
        }
    }

    public static class Prints extends TickSource {
        @Override
        EventDraft draft(Settings settings) {
            System.out.println("tick!");
            return super.draft(settings);
        }
    }
}
