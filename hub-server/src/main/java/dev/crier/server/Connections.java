package dev.crier.server;

import dev.crier.server.http.Clients;
import dev.crier.server.limits.HeadTimeout;
import dev.crier.server.limits.Http2Streams;
import dev.crier.server.metrics.ConnectionEnd;
import dev.crier.server.metrics.HubMetrics;
import dev.crier.server.metrics.StreamEnd;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts connections and the streams on them, since Vert.x has no count of its own. A connection counts from its first
 * request on. Safe on any thread.
 */
final class Connections {

    private static final String IDLE = "idle";
    private static final String IDLE_END = "idle-end";

    private static final AttributeKey<ConnectionEnd> END = AttributeKey.valueOf(Connections.class, "end");

    private final HubMetrics metrics;
    private final Lifecycle lifecycle;
    private final Http2Streams http2Streams;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong lastStream = new AtomicLong();

    /** REFUSED_STREAM: nothing was done, and the request may be repeated (RFC 9113, section 8.7). */
    private static final long REFUSED_STREAM = 0x07;

    Connections(HubMetrics metrics, Lifecycle lifecycle, Http2Streams http2Streams) {
        this.metrics = metrics;
        this.lifecycle = lifecycle;
        this.http2Streams = http2Streams;
    }

    /** A client has connected. */
    void opened(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        if (channel.hasAttr(END)) {
            return; // it was given up, and counted, before its protocol was known
        }
        open.incrementAndGet();
        metrics.connectionOpened();
        HeadTimeout.protocolKnown(channel);
        channel.pipeline().addBefore("handler", IDLE_END, new IdleEnd());
        http2Streams.count(channel, Clients.peer(connection));
        connection.closeHandler(closed -> {
            open.decrementAndGet();
            metrics.connectionClosed(end(connection));
        });
    }

    /** Turns a request away if it is a stream of HTTP/2 that is one too many; answers whether it did. */
    boolean refuses(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2
                && http2Streams.tooMany(((ConnectionBase) request.connection()).channel())) {
            request.response().reset(REFUSED_STREAM);
            return true;
        }
        return false;
    }

    /** Says why the hub is about to end a connection; what nobody says anything of has ended by its client. */
    static void ending(HttpConnection connection, ConnectionEnd reason) {
        ((ConnectionBase) connection).channel().attr(END).setIfAbsent(reason);
    }

    /** Vert.x closes an idle connection without a word to anybody. */
    private static final class IdleEnd extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.channel().attr(END).setIfAbsent(ConnectionEnd.TIMEOUT);
            }
            context.fireUserEventTriggered(event);
        }
    }

    /** Lets a connection be silent for as long as it likes. */
    static void neverIdle(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get(IDLE) != null) {
            pipeline.remove(IDLE);
            pipeline.remove(IDLE_END);
        }
    }

    /** A client took too long. */
    static void timedOut(HttpConnection connection) {
        ending(connection, ConnectionEnd.TIMEOUT);
    }

    /** The hub ends a connection whose request doesn't come; before the first one it counts here. */
    void late(Channel channel) {
        channel.attr(END).setIfAbsent(ConnectionEnd.TIMEOUT);
        if (!HeadTimeout.sawRequest(channel)) {
            metrics.connectionOpened();
            metrics.connectionClosed(ConnectionEnd.TIMEOUT);
        }
    }

    private ConnectionEnd end(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        ConnectionEnd said = channel.hasAttr(END) ? channel.attr(END).get() : null;
        return said != null ? said : lifecycle.isDraining() ? ConnectionEnd.DRAINED : ConnectionEnd.CLIENT;
    }

    void streamOpened() {
        streams.incrementAndGet();
        metrics.streamOpened();
    }

    void streamClosed(StreamEnd reason) {
        streams.decrementAndGet();
        metrics.streamClosed(reason);
    }

    /** An empty set of streams, for one event loop. */
    OpenStreams openStreams() {
        return new OpenStreams(lastStream);
    }

    /** How many connections are open. */
    int open() {
        return open.get();
    }

    /** How many streams are open. */
    int streams() {
        return streams.get();
    }
}
