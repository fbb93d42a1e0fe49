package dev.crier.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps crowds from holding up those who are connected already: the first request of a connection and its close are {@link
 * SlicedWork}.
 *
 * <p>A loop hands out what its sockets have to say in the order in which they said it, so a publish stands behind all who came, or
 * went, just before. To answer a first request takes ten times as long as to read it, and to close a connection ten times as long
 * as to note that its client has gone. So in a crowd its first bytes are held, or its end is noted, and the loop goes on to the
 * publish. Noting is what half-closed connections are for in Netty: nothing more is read from such a connection, and a {@link
 * ChunkedOutlet} writes nothing more to it.
 *
 * <p>One for all listening channels of a server, safe on any thread; what it puts into the pipeline of a connection belongs to that
 * one's event loop.
 */
final class CrowdControl {

    private final ConcurrentHashMap<EventLoop, SlicedWork> loops = new ConcurrentHashMap<>();
    private final AtomicInteger leaving = new AtomicInteger();

    /** Has a server that is about to be bound note that a client has gone, instead of closing at once. */
    static void allow(ServerBootstrap server) {
        server.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Has this see to a connection that was just accepted. */
    void watch(Channel accepted) {
        accepted.pipeline().addFirst(new Member());
    }

    /** Whether a connection's client has gone, so that what is written to it reaches nobody. */
    static boolean hasGone(Channel channel) {
        return channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
    }

    /** How many have gone and aren't closed yet. */
    int leaving() {
        return leaving.get();
    }

    private SlicedWork work(Channel channel) {
        return loops.computeIfAbsent(channel.eventLoop(), SlicedWork::new);
    }

    /** One connection. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing can't fail in a way that matters
    private final class Member extends ChannelInboundHandlerAdapter {

        /** Its first bytes were handed on. */
        private boolean known;

        /** The first of its bytes, and no more: as long as they wait, no limit has seen them. */
        private @Nullable Object held;

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (!known && held == null) {
                SlicedWork work = work(context.channel());
                if (!work.hasTime()) {
                    held = bytes;
                    work.add(() -> handOn(context));
                    return;
                }
                known = true;
            }
            handOn(context);
            if (context.channel().isOpen()) {
                context.fireChannelRead(bytes);
            } else {
                ReferenceCountUtil.release(bytes);
            }
        }

        private void handOn(ChannelHandlerContext context) {
            Object first = held;
            if (first != null) {
                held = null;
                known = true;
                context.fireChannelRead(first);
                context.fireChannelReadComplete();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (held == null) {
                context.fireChannelReadComplete();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                SlicedWork work = work(context.channel());
                if (work.hasTime()) {
                    context.close();
                } else {
                    work.add(() -> close(context));
                    leaving.incrementAndGet();
                }
            } else if (event != ChannelInputShutdownReadComplete.INSTANCE) {
                context.fireUserEventTriggered(event);
            }
        }

        private void close(ChannelHandlerContext context) {
            try {
                context.close();
            } finally {
                leaving.decrementAndGet();
            }
        }

        /** A connection that was reset says so just before its input is shut down; who is told would close it at once. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                context.fireExceptionCaught(cause);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            release();
            context.fireChannelInactive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            release();
        }

        private void release() {
            Object first = held;
            held = null;
            ReferenceCountUtil.release(first);
        }
    }
}
