package dev.crier.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts connections no faster than the event loops take them, so that those who are connected already don't wait behind
 * thousands who come back at once: these wait in the kernel meanwhile.
 *
 * <p>A thread of its own accepts. Left alone it fills the loops' queues with connections to be set up, and every wake-up,
 * publish and answer of a loop stands in line behind them. So at most {@value #MOST} are under way to the loops; if a loop
 * doesn't take its own for {@value #PATIENCE_MILLIS} ms, accepting goes on all the same, for the sake of the other loops.
 *
 * <p>One instance for each listening channel, on that channel's event loop; what the loops say of their connections may come
 * from any thread.
 */
final class PacedAccept extends ChannelInboundHandlerAdapter {

    /** As many as one turn of an event loop can take and still be quick. */
    static final int MOST = 16;

    static final long PATIENCE_MILLIS = 100;

    private final AtomicInteger underWay = new AtomicInteger();
    /** How many of them are with loops that don't take them. */
    private volatile int stuck;

    private boolean paused;
    private long pauses;

    /** Has a server that is about to be bound accept like this, and through a door before. */
    static void of(ServerBootstrap server, ChannelHandler door) {
        server.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel listening) {
                listening.pipeline().addLast(door, new PacedAccept());
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        context.fireChannelRead(accepted);
        if (accepted instanceof Channel connection && !connection.isRegistered()) {
            underWay.incrementAndGet();
            try {
                connection.eventLoop().execute(() -> taken(context));
            } catch (IllegalStateException | RejectedExecutionException closing) {
                underWay.decrementAndGet();
            }
            if (underWay.get() - stuck >= MOST) {
                pause(context);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the channel's event loop
    private void pause(ChannelHandlerContext context) {
        if (paused) {
            return;
        }
        paused = true;
        long pause = ++pauses;
        context.channel().config().setAutoRead(false);
        Runnable goOn = () -> {
            if (paused && pauses == pause) {
                stuck = underWay.get();
                resume(context);
            }
        };
        context.executor().schedule(goOn, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void taken(ChannelHandlerContext context) {
        if (underWay.decrementAndGet() <= stuck) {
            context.executor().execute(() -> {
                stuck = Math.min(stuck, underWay.get());
                if (paused) {
                    resume(context);
                }
            });
        }
    }

    private void resume(ChannelHandlerContext context) {
        paused = false;
        context.channel().config().setAutoRead(true);
    }
}
