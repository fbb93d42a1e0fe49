package dev.crier.core.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Ends all streams of an event loop: each as soon as it has got what is there, those that lag when the time is up; each is
 * told a last word. Only for that loop, but for {@link #begin}.
 */
final class Farewell {

    private static final long PAUSE = 10;

    private final EventLoop loop;
    private final Streams streams;
    private final BooleanSupplier nothingNew;
    private final Function<WireFormat, Buffer> lastWord;
    private final long until;
    private final Promise<Void> said = Promise.promise();

    /**
     * Makes a farewell that has not begun.
     *
     * @param nothingNew whether all that is there has been passed to the audiences
     * @param until the loop's time at which those that lag are ended too
     */
    Farewell(
            EventLoop loop,
            Streams streams,
            BooleanSupplier nothingNew,
            Function<WireFormat, Buffer> lastWord,
            long until) {
        this.loop = loop;
        this.streams = streams;
        this.nothingNew = nothingNew;
        this.lastWord = lastWord;
        this.until = until;
    }

    /** Begins; the future completes when no stream is left. */
    Future<Void> begin() {
        loop.run(this::go);
        return said.future();
    }

    private void go() {
        if (loop.now() >= until) {
            streams.endAll(lastWord);
        } else if (nothingNew.getAsBoolean()) {
            streams.endUpToDate(lastWord);
        }
        if (streams.isEmpty()) {
            said.complete();
        } else {
            loop.later(PAUSE, this::go);
        }
    }
}
