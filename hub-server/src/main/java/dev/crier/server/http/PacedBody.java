package dev.crier.server.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * One body on its way to a client, piece by piece: each waits until the connection has room, and a client that makes none
 * for too long is given up.
 *
 * <p>The response ends only with its last piece. Until then the server begins no other request of the same connection, so
 * that many of them in one packet cost no more than one. Belongs to the event loop of the request.
 */
final class PacedBody {

    /** What is handed over at once. In bytes. */
    private static final int PIECE = 32 << 10;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private Buffer body;
    private final long stallMillis;
    private final Runnable handedOver;
    private final Runnable stalled;
    private final Promise<Void> sent = Promise.promise();
    private int position;
    private long timer;

    /**
     * Makes one that isn't begun.
     *
     * @param handedOver called when nothing of it is left here, whoever still has to read the last piece
     * @param stalled called when its client is given up
     */
    PacedBody(
            Vertx vertx,
            HttpServerRequest request,
            Buffer body,
            long stallMillis,
            Runnable handedOver,
            Runnable stalled) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.body = body;
        this.stallMillis = stallMillis;
        this.handedOver = handedOver;
        this.stalled = stalled;
    }

    /**
     * Writes the head and the body.
     *
     * @return completes when the connection has taken all of it, and fails when it never will
     */
    Future<Void> write() {
        response.closeHandler(gone -> sent.tryFail("the client went away"));
        response.exceptionHandler(broken -> sent.tryFail(broken));
        timer = vertx.setTimer(stallMillis, late -> giveUp());
        proceed();
        return sent.future().onComplete(over -> vertx.cancelTimer(timer));
    }

    private void proceed() {
        while (!response.ended() && !response.closed() && !response.writeQueueFull()) {
            int end = Math.min(position + PIECE, body.length());
            Buffer piece = body.slice(position, end);
            position = end;
            if (end == body.length()) {
                response.drainHandler(null);
                // A copy, so that who doesn't read the last of it keeps no more than that.
                Buffer last = piece.copy();
                body = Buffer.buffer();
                handedOver.run();
                response.end(last).onComplete(done -> sent.tryComplete(), sent::tryFail);
            } else {
                response.write(piece);
            }
        }
        if (!response.ended() && !response.closed()) {
            response.drainHandler(room -> progress());
        }
    }

    private void progress() {
        if (vertx.cancelTimer(timer)) {
            timer = vertx.setTimer(stallMillis, late -> giveUp());
            proceed();
        }
    }

    private void giveUp() {
        stalled.run();
        sent.tryFail("the client didn't read its answer");
        BrokenOff.now(request);
    }
}
