package dev.crier.server.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the head of each request of a connection so much time from its first byte on, the handshake of TLS before the first
 * one included: whoever sends it byte by byte keeps a place that others could have.
 *
 * <p>It stands before all else in the pipeline, where bytes come in, and has a {@link Requests watcher} of its own behind the
 * decoder, where requests come out. A head that comes whole, as nearly all do, costs no timer: what one read brought is decoded
 * before that read returns. Belongs to the event loop of its connection.
 */
public final class HeadTimeout extends ChannelInboundHandlerAdapter {

    private static final String NAME = "head-timeout";
    private static final String REQUESTS = "requests";

    private final long millis;
    private final BiConsumer<Channel, Boolean> late;
    private @Nullable Future<?> timer;
    /** A request's head was read, and not yet its end. */
    private boolean inRequest;

    private long requests;
    private long ends;
    private long responses;

    /**
     * Makes one.
     *
     * @param late closes a connection that is late; is told whether an answer may be written, since none is owed before it
     */
    public HeadTimeout(long millis, BiConsumer<Channel, Boolean> late) {
        this.millis = millis;
        this.late = late;
    }

    /** Has a connection that was just accepted keep to the time. */
    public void watch(Channel accepted) {
        accepted.pipeline().addFirst(NAME, this);
    }

    /** Has the watch see the requests of HTTP/1 too; on HTTP/2, which has no more than one slow head at a time, it ends. */
    public static void protocolKnown(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NAME) instanceof HeadTimeout head) {
            if (pipeline.get("httpEncoder") == null) {
                pipeline.remove(head);
            } else {
                pipeline.addBefore("handler", REQUESTS, head.new Requests());
            }
        }
    }

    /** Whether a request has come over a connection. */
    public static boolean sawRequest(Channel channel) {
        return channel.pipeline().get(REQUESTS) != null;
    }

    /** Ends the watch over a connection that carries no further request. */
    public static void done(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
        if (pipeline.get(REQUESTS) != null) {
            pipeline.remove(REQUESTS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        long before = ends;
        context.fireChannelRead(bytes);
        // Whether a read that ended one request began another isn't known; what comes next tells.
        if (timer == null && !inRequest && ends == before && !context.isRemoved()) {
            start(context.channel());
        }
    }

    private void start(Channel channel) {
        timer = channel.eventLoop().schedule(() -> expire(channel), millis, TimeUnit.MILLISECONDS);
    }

    private void expire(Channel channel) {
        timer = null;
        if (!channel.config().isAutoRead()) {
            start(channel); // it is the hub that doesn't read
        } else if (channel.isOpen()) {
            late.accept(channel, requests == responses);
        }
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    /** Sees the requests as the decoder makes them, and the ends of their answers. */
    private final class Requests extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                requests++;
                inRequest = true;
                cancel();
            }
            if (message instanceof LastHttpContent) {
                inRequest = false;
                ends++;
            }
            context.fireChannelRead(message);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it is the promise that was passed in
        public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
            boolean interim = message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (message instanceof LastHttpContent && !interim) {
                responses++;
            }
            context.write(message, written);
        }
    }
}
