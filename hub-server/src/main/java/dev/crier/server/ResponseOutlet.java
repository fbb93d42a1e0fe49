package dev.crier.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** A stream over HTTP/2, or over HTTP/1.0, where it has no chunks and lasts until the connection closes. */
final class ResponseOutlet extends StreamOutlet {

    /** Makes one for a response whose head is about to be written. */
    ResponseOutlet(HttpServerRequest request) {
        super(request);
    }

    @Override
    public boolean writable() {
        return !response().ended() && !response().writeQueueFull();
    }

    @Override
    public void write(Buffer bytes) {
        response().write(bytes);
    }

    @Override
    public void onDrain(Runnable drained) {
        response().drainHandler(writable -> drained.run());
    }

    @Override
    void finish() {
        if (request().version() == HttpVersion.HTTP_2) {
            response().end();
        } else {
            response().end().onComplete(ended -> request().connection().close());
        }
    }
}
