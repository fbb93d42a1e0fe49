package dev.crier.server;

import dev.crier.core.engine.ContentCoding;
import dev.crier.core.engine.Fanout;
import dev.crier.core.engine.SubscriptionRequest;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Identity;
import dev.crier.server.auth.Reader;
import dev.crier.server.http.Clients;
import dev.crier.server.http.StreamWatch;
import dev.crier.server.http.Target;
import dev.crier.server.limits.HeadTimeout;
import dev.crier.server.limits.StreamAdmission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;

/**
 * The last stop of an event: makes a GET of {@code /events} a subscription of this event loop's {@link Fanout}, and its
 * response the outlet that the fan-out writes to.
 *
 * <p>Belongs to one event loop. The head is sent at once, so that a client knows that it is connected; everything after it
 * is the fan-out's: the retry time, the checkpoint with which each stream begins, what was missed, and what comes. From then
 * on this class only hears that the connection has closed. Any status but 200 would end a browser's {@code EventSource} for
 * good; so once a request is understood it gets 200, and a hub that stops says how long to wait and ends the stream.
 */
final class SubscribeHandler {

    /** How many bytes may wait in a connection before the fan-out passes it over. */
    private static final int WRITE_QUEUE_BYTES = 32 << 10;

    private final StreamAdmission admission;
    private final Clients clients;
    private final Fanout fanout;
    private final ReconnectDelay retry;
    private final StreamWatch watch;
    private final Lifecycle lifecycle;
    private final Connections connections;
    private final OpenStreams streams;
    private final AccessRules access;
    private final Codings codings;
    private final int mostFilters;
    private final long stallMillis;
    private final ChunkFrames frames = new ChunkFrames();

    /**
     * Makes a handler.
     *
     * @param access who may read what
     * @param codings how streams may be compressed
     * @param mostFilters how many topics and patterns one subscription may have
     * @param stallTimeout how long a reader may leave the end of a stream where it is
     */
    SubscribeHandler(
            StreamAdmission admission,
            Clients clients,
            Fanout fanout,
            ReconnectDelay retry,
            StreamWatch watch,
            Lifecycle lifecycle,
            Connections connections,
            OpenStreams streams,
            AccessRules access,
            Codings codings,
            int mostFilters,
            Duration stallTimeout) {
        this.admission = admission;
        this.clients = clients;
        this.fanout = fanout;
        this.retry = retry;
        this.watch = watch;
        this.lifecycle = lifecycle;
        this.connections = connections;
        this.streams = streams;
        this.access = access;
        this.codings = codings;
        this.mostFilters = mostFilters;
        this.stallMillis = stallTimeout.toMillis();
    }

    /**
     * Answers a GET or HEAD of {@code /events} or what is below it.
     *
     * @throws dev.crier.server.http.ProblemException 400 or 406 if the request can't be understood, 401 or 403 if it isn't
     *     permitted
     * @throws dev.crier.core.InvalidTopicException if a topic or pattern breaks the grammar
     */
    void handle(HttpServerRequest request, Target target, Reader reader) {
        StreamQuery asked = StreamQuery.of(request, target, codings, mostFilters);
        Optional<Identity> identity = reader.identity();
        StreamQuery query = identity.map(known -> asked.withFilter(access.readable(asked.filter(), known)))
                .orElse(asked);
        if (!watch.admits(target)) {
            turnAway(request);
            return;
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        Optional<Identity> entered = identity.filter(known -> !head && !lifecycle.isDraining() && reader.enter());
        setHeaders(request.response(), query);
        if (head) {
            request.response().end();
        } else {
            entered.flatMap(known -> admission
                            .admit(request, known)
                            .<Runnable>map(leave -> () -> open(request, target, query, known, leave)))
                    .orElse(() -> putOff(request, query))
                    .run();
        }
    }

    /** Says when to come back, and ends the stream that it begins. */
    private void putOff(HttpServerRequest request, StreamQuery query) {
        request.response().headers().remove("Content-Encoding");
        Buffer farewell = query.format().retry(retry.farewell(connections.streams()));
        if (request.version() == HttpVersion.HTTP_2) { // which forbids the header (RFC 9113, section 8.2.2)
            request.response().end(farewell);
        } else {
            request.response().putHeader("Connection", "close");
            request.response()
                    .end(farewell)
                    .onComplete(ended -> request.connection().close());
        }
    }

    private void open(HttpServerRequest request, Target target, StreamQuery query, Identity identity, Runnable leave) {
        StreamOutlet outlet;
        OpenStream stream;
        try {
            SocketAddress client = clients.named(request); // as long as its headers are there
            outlet = outlet(request);
            stream = new OpenStream(streams.nextId(), outlet, client, query, closed -> {
                leave.run();
                connections.streamClosed(closed.end());
                streams.remove(closed);
                watch.closed(target, closed);
            });
        } catch (RuntimeException e) {
            leave.run();
            throw e;
        }
        connections.streamOpened();
        streams.add(stream, identity);
        try {
            watch.opened(target, stream);
            stream.subscribed(fanout.subscribe(
                    new SubscriptionRequest(
                            query.filter(),
                            query.format(),
                            query.coding(),
                            query.start(),
                            query.format().retry(retry.usual())),
                    outlet));
            if (!identity.anonymous()) {
                stream.expireAt(identity.expires());
            }
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private static void turnAway(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private static void setHeaders(HttpServerResponse response, StreamQuery query) {
        response.putHeader("Content-Type", query.format().contentType());
        response.putHeader("Cache-Control", "no-cache, no-transform");
        response.putHeader(
                "X-Accel-Buffering", "no"); // nginx and its kin would collect events before they pass them on
        response.headers().add("Vary", "Accept, Accept-Encoding");
        if (query.coding() != ContentCoding.IDENTITY) {
            response.putHeader("Content-Encoding", query.coding().token());
        }
    }

    /** Writes the head, and makes the way for the body. */
    private StreamOutlet outlet(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.version() == HttpVersion.HTTP_2) {
            StreamOutlet outlet = new ResponseOutlet(request, stallMillis);
            response.writeHead();
            forgetHeaders(request);
            return outlet;
        }
        exemptFromIdleTimeout(request);
        response.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        if (request.version() == HttpVersion.HTTP_1_1) {
            StreamOutlet outlet = new ChunkedOutlet(request, stallMillis, frames);
            response.writeHead();
            forgetHeaders(request);
            return outlet;
        }
        StreamOutlet outlet = new ResponseOutlet(request, stallMillis);
        response.headersEndHandler(head -> response.headers().set("Connection", "close"));
        response.write(""); // writeHead() would announce chunks, which HTTP/1.0 doesn't know
        return outlet;
    }

    /** Read and written, they would stay for as long as the stream does: 900 bytes each, and up to what limits.requests allows. */
    private static void forgetHeaders(HttpServerRequest request) {
        request.headers().clear();
        request.response().headers().clear();
    }

    /** A stream may be silent as long as it likes; the fan-out knows a dead one by what it can't write. */
    private static void exemptFromIdleTimeout(HttpServerRequest request) {
        Connections.neverIdle(request.connection());
        HeadTimeout.done(((ConnectionBase) request.connection()).channel());
    }

    /** Gives back what is kept between writes. */
    void close() {
        frames.clear();
    }
}
