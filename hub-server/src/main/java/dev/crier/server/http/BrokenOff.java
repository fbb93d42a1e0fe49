package dev.crier.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Breaks off an answer whose client doesn't read it, without waiting for what can't be written. Stateless; belongs on the event
 * loop of the request.
 */
public final class BrokenOff {

    /** CANCEL: the stream is no longer needed (RFC 9113, section 7). */
    private static final long CANCEL = 0x08;

    private BrokenOff() {}

    /** Resets the connection, on HTTP/2 the request's own stream alone. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing can't fail in a way that matters
    public static void now(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
            return;
        }
        ConnectionBase connection = (ConnectionBase) request.connection();
        Channel channel = connection.channel();
        if (channel.isOpen()) {
            // The reader won't read what the kernel still holds for it: a reset frees that at once.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            // Not the connection's own close, which would first wait for what can't be written.
            connection.channelHandlerContext().close();
        }
    }
}
