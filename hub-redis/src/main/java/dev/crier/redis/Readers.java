package dev.crier.redis;

import dev.crier.core.spi.LogUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine for everything that needs no order: on a connection and an event loop of its own, so that big answers are
 * taken apart beside the sequencer's loop.
 *
 * <p>Its methods are safe on any thread. A question that finds no connection waits for one, for as long as an answer may take;
 * one that was cut off fails, since asking again is up to whoever asked.
 */
final class Readers extends VerticleBase implements Link.User {

    /** A question that needs to know which process it is put to. */
    @FunctionalInterface
    interface Question<T> {

        /** Puts it. */
        Future<T> put(Wire wire);
    }

    private record Waiting<T>(Question<T> question, Promise<T> answer) {

        void put(Wire wire) {
            question.put(wire).onComplete(answer);
        }
    }

    private final RedisLogOptions options;
    private final Outage outage;
    private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
    private @Nullable Link link;
    private @Nullable Wire wire;
    private boolean closed;
    private String trouble = "there was no connection yet";

    Readers(RedisLogOptions options, Outage outage) {
        this.options = options;
        this.outage = outage;
    }

    @Override
    public Future<?> start() {
        Link opened = new Link(vertx, options, outage, this);
        link = opened;
        opened.open();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        closed = true;
        Objects.requireNonNull(link).close();
        refuseWaiting("the log is closed");
        return Future.succeededFuture();
    }

    @Override
    public Future<?> up(Wire next) {
        wire = next;
        List<Waiting<?>> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(one -> one.put(next));
        return Future.succeededFuture();
    }

    @Override
    public void down(String why) {
        wire = null;
        trouble = why;
    }

    /** Puts a question, once there is a connection. */
    <T> Future<T> ask(Question<T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(now -> {
            Wire current = wire;
            if (closed) {
                answer.fail(new IllegalStateException("the log is closed"));
            } else if (current != null && current.good()) {
                question.put(current).onComplete(answer);
            } else {
                Waiting<T> one = new Waiting<>(question, answer);
                waiting.add(one);
                vertx.setTimer(options.timeout().toMillis(), timer -> {
                    if (waiting.remove(one)) {
                        answer.fail(new WireException(trouble));
                    }
                });
            }
        });
        return answer.future().recover(failure -> Future.failedFuture(said(failure)));
    }

    private static Throwable said(Throwable failure) {
        return failure instanceof WireException
                ? new LogUnavailableException("no connection to Redis: " + failure.getMessage(), failure)
                : failure;
    }

    private void refuseWaiting(String why) {
        for (Waiting<?> one = waiting.poll(); one != null; one = waiting.poll()) {
            one.answer().fail(new IllegalStateException(why));
        }
    }
}
