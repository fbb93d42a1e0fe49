package dev.crier.server.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends the answers of a hub, so that clients that don't read them can't fill its memory: an answer is written no faster
 * than its connection drains, the next one of the connection waits for it, and what waits for one client and for all together
 * is bounded. Safe to share; {@link #send} belongs on the event loop of the request.
 */
public final class Answers {

    /** How much may wait for clients in all answers together before long ones are refused. In bytes. */
    public static final long MOST_UNSENT = 16 << 20;

    /** How much of it may wait for one client, if there is more than one answer. In bytes. */
    public static final long MOST_UNSENT_EACH = MOST_UNSENT / 16;

    /** An answer that is no longer than this is never refused: a probe, an error, a publish. In bytes. */
    private static final int SHORT = 4 << 10;

    private final Vertx vertx;
    private final long stallMillis;
    private final Room unsent;
    private final Consumer<HttpConnection> timedOut;

    /**
     * Makes the way for the answers of one port.
     *
     * @param stallTimeout how long a client may leave an answer where it is before its connection is closed
     * @param client what tells the clients of requests apart
     * @param timedOut told of each connection that is ended since its client didn't read, or didn't send its body, in time
     */
    public Answers(
            Vertx vertx,
            Duration stallTimeout,
            Function<HttpServerRequest, ?> client,
            Consumer<HttpConnection> timedOut) {
        this.vertx = vertx;
        this.stallMillis = stallTimeout.toMillis();
        this.unsent = new Room(MOST_UNSENT, MOST_UNSENT_EACH, client, () -> false);
        this.timedOut = timedOut;
    }

    /** How much of the answers that were begun the clients haven't taken yet. In bytes. */
    public long unsent() {
        return unsent.taken();
    }

    /**
     * Sends a reply, without a body if the request's method is HEAD. An answer that had begun before can't become another
     * one: then the connection (or the HTTP/2 stream) is broken off, the only honest signal left.
     *
     * @return completes when the client's connection has taken all of it, and fails when it never will
     */
    public Future<Void> send(Reply reply, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return Future.failedFuture("it was answered before, or the client is gone");
        }
        if (response.headWritten()) {
            return response.reset().compose(broken -> Future.failedFuture("the answer had begun"));
        }
        Room.Claim claim = unsent.claim(request);
        boolean room = reply.body().length() <= SHORT || claim.hold(reply.body().length());
        Reply sent = room ? reply : Reply.problem(refusal());
        sent.describe(response);
        UnreadBody rest = new UnreadBody(request);
        boolean closing = rest.costsConnection(sent.status());
        if (closing) {
            response.putHeader("Connection", "close");
        }
        if (closing && sent.status() == 408) {
            timedOut.accept(request.connection());
        }
        Buffer body = request.method().equals(HttpMethod.HEAD) ? Buffer.buffer() : sent.body();
        if (body.length() <= SHORT && request.version() != HttpVersion.HTTP_2 && !response.writeQueueFull()) {
            // The usual case, without a watch over it: as long as its connection has room, and one stream a connection.
            claim.release();
            return response.end(body).onSuccess(done -> rest.discard(closing));
        }
        claim.insist(body.length());
        boolean alone = request.version() != HttpVersion.HTTP_2;
        // On HTTP/1 the next answer of the connection is begun then, and on HTTP/2 many wait side by side.
        Runnable handedOver = alone ? claim::release : () -> {};
        Runnable stalled = alone ? () -> timedOut.accept(request.connection()) : () -> {};
        return new PacedBody(vertx, request, body, stallMillis, handedOver, stalled)
                .write()
                .onComplete(over -> claim.release())
                .onSuccess(done -> rest.discard(closing));
    }

    private static Problem refusal() {
        return Problem.unavailable("too many answers wait for clients that don't read them; ask again later");
    }
}
