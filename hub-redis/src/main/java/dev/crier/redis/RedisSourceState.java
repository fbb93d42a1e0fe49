package dev.crier.redis;

import dev.crier.core.Fence;
import dev.crier.core.PublishException;
import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One source's state in the engine, as durable as the engine is.
 *
 * <p>Safe on any thread. One thing is done after the other, so that what was put first can't come after what was put later,
 * whatever becomes of the connection. Under a fence, nothing is changed any more once another hub runs the source.
 */
final class RedisSourceState implements SourceState {

    /** The most bytes of keys and values in UTF-8 together. */
    private static final int MAX_BYTES = 1 << 20;

    private final Readers readers;
    private final String base;
    private final String source;
    private final Fence fence;
    private Future<?> last = Future.succeededFuture();

    RedisSourceState(Readers readers, String base, String source, Fence fence) {
        this.readers = readers;
        this.base = base;
        this.source = source;
        this.fence = fence;
    }

    @Override
    public Future<Optional<String>> get(String key) {
        Objects.requireNonNull(key, "key");
        return next(() -> readers.ask(wire -> wire.send(Request.cmd(Command.HGET)
                        .arg(base + ":source:" + source)
                        .arg(key)))
                .map(value -> Optional.ofNullable(value).map(Records::text)));
    }

    @Override
    public Future<Void> put(Map<String, String> values) {
        List<String> arguments = new ArrayList<>(
                List.of(source, String.valueOf(MAX_BYTES), fence.lease(), String.valueOf(fence.token())));
        Map.copyOf(values).forEach((key, value) -> {
            arguments.add(key);
            arguments.add(value);
        });
        return next(() ->
                readers.ask(wire -> Script.STATE.run(wire, base, arguments)).compose(this::judge));
    }

    private Future<Void> judge(Response bytes) {
        long size = Long.parseLong(bytes.toString());
        if (size < 0) {
            return Future.failedFuture(PublishException.fenced(fence));
        }
        return size > MAX_BYTES
                ? Future.failedFuture(new IllegalArgumentException("a source's state of " + size
                        + " bytes is too big; at most " + MAX_BYTES + " are kept, so keep cursors and not data"))
                : Future.succeededFuture();
    }

    private synchronized <T> Future<T> next(Supplier<Future<T>> task) {
        Future<T> done = last.transform(before -> task.get());
        last = done;
        return done;
    }
}
