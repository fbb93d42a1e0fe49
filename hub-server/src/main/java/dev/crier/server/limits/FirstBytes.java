package dev.crier.server.limits;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;

/**
 * Has a connection in clear text speak HTTP/2 only if it began with it: an {@code Upgrade} to h2c is passed over, as a server may
 * (RFC 9110, section 7.8). Nobody needs it, RFC 9113 has dropped it, and by it a client gets through a proxy that passes the
 * header on, and then past what that proxy would have forbidden of its further requests.
 *
 * <p>Vert.x has no option for it, and what upgrades is in the pipeline only once the first bytes were seen, which it gets right
 * then. So these are handed on one by one until it is there: one or two of them, since no method begins as the preface of HTTP/2
 * does. Belongs to the event loop of its connection, and leaves it then.
 */
public final class FirstBytes extends ChannelInboundHandlerAdapter {

    /** The name that Vert.x gives to what upgrades. */
    private static final String UPGRADE = "h2c";

    /** Has a connection that was just accepted watched. */
    public void watch(Channel accepted) {
        accepted.pipeline().addLast(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ChannelPipeline pipeline = context.pipeline();
        while (bytes.isReadable() && undecided(pipeline)) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
        }
        if (!undecided(pipeline)) {
            if (pipeline.get(UPGRADE) != null) {
                pipeline.addBefore(UPGRADE, null, new NoUpgrade());
            }
            pipeline.remove(this);
        }
        if (bytes.isReadable()) {
            context.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }

    private static boolean undecided(ChannelPipeline pipeline) {
        return pipeline.get(Http1xOrH2CHandler.class) != null;
    }

    /** Only the first request is offered to what upgrades. */
    private static final class NoUpgrade extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                request.headers().remove(HttpHeaderNames.UPGRADE);
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }
    }
}
