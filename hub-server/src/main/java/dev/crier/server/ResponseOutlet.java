package dev.crier.server;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * A stream over HTTP/2, or over HTTP/1.0, where it has no chunks and lasts until the connection closes.
 *
 * <p>Whether there is room is counted here, in bytes that were handed over and not yet sent: a stream of HTTP/2 waits for its
 * client's window in a queue that Vert.x bounds by the number of its messages alone, and one connection has many streams.
 */
final class ResponseOutlet extends StreamOutlet {

    /** How many bytes may wait for the client's window before the fan-out passes the stream over. */
    private static final int MOST_UNSENT = 32 << 10;

    private Runnable drained = () -> {};
    private long unsent;
    private boolean refused;

    /** Makes one for a response whose head is about to be written. */
    ResponseOutlet(HttpServerRequest request, long stallMillis) {
        super(request, stallMillis);
    }

    @Override
    public boolean writable() {
        if (unsent >= MOST_UNSENT) {
            refused = true;
            return false;
        }
        return !response().ended() && !response().writeQueueFull();
    }

    @Override
    public void write(Buffer bytes) {
        int length = bytes.length();
        unsent += length;
        response().write(bytes).onComplete(sent -> sent(length));
    }

    /** Only who was told that there is no room waits for it. */
    private void sent(int length) {
        unsent -= length;
        if (refused && unsent < MOST_UNSENT) {
            refused = false;
            drained.run();
        }
    }

    @Override
    public void onDrain(Runnable whenDrained) {
        drained = whenDrained;
        response().drainHandler(writable -> whenDrained.run());
    }

    @Override
    Future<Void> finish() {
        return request().version() == HttpVersion.HTTP_2
                ? response().end()
                : response().end().onComplete(ended -> request().connection().close());
    }
}
