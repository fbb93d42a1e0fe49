package dev.crier.server.limits;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.HAProxyMessageCompletionHandler;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Decides about a connection by what its first bytes say, before its first request is read:
 *
 * <ul>
 *   <li>Whom the PROXY protocol names counts as if they were connected themselves; one too many is closed.
 *   <li>A connection in clear text speaks HTTP/2 only if it begins with it: an {@code Upgrade} to h2c is passed over, as a server
 *       may (RFC 9110, section 7.8). Nobody needs it, RFC 9113 has dropped it, and by it a client gets through a proxy that passes
 *       the header on, and then past what that proxy would have forbidden of its further requests.
 * </ul>
 *
 * <p>Vert.x has no options for that, and the moment between its knowing and its reading on is in the midst of one read. So bytes
 * are handed on one by one until it knows: the head of the PROXY protocol, and one or two more, since no method begins as the
 * preface of HTTP/2 does. Belongs to the event loop of its connection, and leaves it then.
 */
public final class FirstBytes extends ChannelInboundHandlerAdapter {

    /** The name that Vert.x gives to what upgrades. */
    private static final String UPGRADE = "h2c";

    private final Admission admission;

    /** Makes one that asks this about whom a proxy names. */
    public FirstBytes(Admission admission) {
        this.admission = admission;
    }

    /** Has a connection that was just accepted watched. */
    public void watch(Channel accepted) {
        accepted.pipeline().addLast(this);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // closing can't fail in a way that matters
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ChannelPipeline pipeline = context.pipeline();
        while (bytes.isReadable() && undecided(pipeline)) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
        }
        if (!undecided(pipeline)) {
            if (!admits(context.channel())) {
                bytes.release();
                context.close();
                return;
            }
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
        return pipeline.get(HAProxyMessageCompletionHandler.class) != null
                || pipeline.get(Http1xOrH2CHandler.class) != null;
    }

    private boolean admits(Channel channel) {
        SocketAddress told = channel.hasAttr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE)
                ? channel.attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE).get()
                : null;
        String literal = told == null ? null : told.hostAddress();
        if (literal == null) { // the proxy asks for itself
            return true;
        }
        Optional<Runnable> leave = admission.admitTold(new InetSocketAddress(literal, 0).getAddress());
        leave.ifPresent(then -> channel.closeFuture().addListener(closed -> then.run()));
        return leave.isPresent();
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
