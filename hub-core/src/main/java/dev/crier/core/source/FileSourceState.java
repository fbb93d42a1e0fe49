package dev.crier.core.source;

import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A source's state in a file: read when it is first asked for, written whole after each change.
 *
 * <p>Safe on any thread; the lock is never held while the file is touched. Changes that come while the file is being written
 * share the next write, so a source that puts faster than the disk takes costs one write at a time.
 */
final class FileSourceState implements SourceState {

    private record Change(Map<String, String> values, Promise<Void> written) {}

    private final StateFile file;
    private final Executor worker;
    private final Queue<Change> changes = new ArrayDeque<>();
    private @Nullable Future<StateValues> loaded;
    private @Nullable Promise<Void> nextWrite;
    private boolean writing;

    FileSourceState(StateFile file, Executor worker) {
        this.file = file;
        this.worker = worker;
    }

    @Override
    public Future<Optional<String>> get(String key) {
        return loaded().map(values -> {
            applyChanges(values);
            return values.get(key);
        });
    }

    @Override
    public Future<Void> put(Map<String, String> values) {
        Change change = new Change(Map.copyOf(values), Promise.promise());
        synchronized (this) {
            changes.add(change);
        }
        loaded().onSuccess(this::applyChanges).onFailure(this::refuseChanges);
        return change.written.future();
    }

    /** A file that could not be read is tried again by the next who asks. */
    private synchronized Future<StateValues> loaded() {
        if (loaded == null || loaded.failed()) {
            loaded = blocking(() -> new StateValues(file.read()));
        }
        return loaded;
    }

    /** In the order in which they were put, on whichever thread comes first. */
    private synchronized void applyChanges(StateValues values) {
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            try {
                values.put(change.values);
            } catch (IllegalArgumentException tooBig) {
                change.written.fail(tooBig);
                continue;
            }
            if (nextWrite == null) {
                nextWrite = Promise.promise();
            }
            nextWrite.future().onComplete(change.written);
        }
        write(values);
    }

    private synchronized void refuseChanges(Throwable unreadable) {
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            change.written.fail(unreadable);
        }
    }

    private synchronized void write(StateValues values) {
        Promise<Void> written = nextWrite;
        if (writing || written == null) {
            return;
        }
        writing = true;
        nextWrite = null;
        Map<String, String> all = values.all();
        Future<Map<String, String>> done = blocking(() -> {
            file.write(all);
            return all;
        });
        done.onComplete(result -> {
            synchronized (this) {
                writing = false;
            }
            write(values);
            written.handle(result.mapEmpty());
        });
    }

    /** Completes on the worker, whoever asked: a source that is gone by then can't hear that its state was written. */
    private <T> Future<T> blocking(Callable<T> task) {
        Promise<T> promise = Promise.promise();
        worker.execute(() -> {
            T result;
            try {
                result = task.call();
            } catch (Exception failed) {
                promise.fail(failed);
                return;
            }
            promise.complete(result);
        });
        return promise.future();
    }
}
