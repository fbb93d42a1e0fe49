package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.EventSource;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A sound source that blocks: it takes from a queue. */
public class LoopSource implements EventSource<TickSource.Settings> {

    static final BlockingQueue<String> QUEUE = new LinkedBlockingQueue<>();

    @Override
    public String type() {
        return "loop";
    }

    @Override
    public Class<TickSource.Settings> settings() {
        return TickSource.Settings.class;
    }

    @Override
    public Future<Void> start(TickSource.Settings settings, SourceContext context) {
        context.blocking(emitter -> run(settings, emitter));
        return Future.succeededFuture();
    }

    void run(TickSource.Settings settings, SourceContext.BlockingEmitter emitter) throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            emitter.emit(EventDraft.of(settings.topic(), QUEUE.take()));
        }
    }
}
