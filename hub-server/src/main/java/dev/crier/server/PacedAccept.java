package dev.crier.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
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
 * <p>Those who have gone make room for those who come: while {@link CrowdControl} has some to close, nobody is accepted for up to a
 * second, since most of those who were cut come back, and would be there twice.
 *
 * <p>One instance for each listening channel, on that channel's event loop; what the loops say of their connections may come
 * from any thread.
 */
final class PacedAccept extends ChannelInboundHandlerAdapter {

    /** As many as one turn of an event loop can take and still be quick. */
    static final int MOST = 16;

    static final long PATIENCE_MILLIS = 100;

    /** So often at most it is waited for those who leave; operators come in by this way too. */
    private static final int MOST_WAITS = 10;

    private final CrowdControl crowds;
    private final AtomicInteger underWay = new AtomicInteger();
    /** How many of them are with loops that don't take them. */
    private volatile int stuck;

    private boolean paused;
    private long pauses;
    private int waits;
    /** How many are leaving for whom it was waited long enough. */
    private int staying;

    private PacedAccept(CrowdControl crowds) {
        this.crowds = crowds;
    }

    /** Has a server that is about to be bound accept like this, through a door before, and keep an eye on crowds. */
    static void of(ServerBootstrap server, ChannelHandler door, CrowdControl crowds) {
        CrowdControl.allow(server);
        server.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel listening) {
                listening.pipeline().addLast(door, new PacedAccept(crowds));
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection) {
            crowds.watch(connection);
        }
        context.fireChannelRead(accepted);
        if (accepted instanceof Channel connection && !connection.isRegistered()) {
            underWay.incrementAndGet();
            try {
                afterItsSockets(connection.eventLoop(), () -> taken(context));
            } catch (IllegalStateException | RejectedExecutionException closing) {
                underWay.decrementAndGet();
            }
            if (underWay.get() - stuck >= MOST || crowds.leaving() > staying) {
                pause(context);
            }
        }
    }

    /**
     * Runs once a loop has looked at its sockets. Its tasks alone would not do: while there are any it goes on with them for up
     * to a second, and would take thousands in that time, whose requests then were all there at once.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
    private static void afterItsSockets(EventLoop loop, Runnable work) {
        // What is due at once goes on with the tasks if another thread schedules it.
        loop.execute(() -> loop.schedule(work, 0, TimeUnit.NANOSECONDS));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the channel's event loop
    private void pause(ChannelHandlerContext context) {
        if (paused) {
            return;
        }
        paused = true;
        waits = 0;
        long pause = ++pauses;
        context.channel().config().setAutoRead(false);
        context.executor().schedule(() -> goOn(context, pause), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the channel's event loop
    private void goOn(ChannelHandlerContext context, long pause) {
        if (!paused || pauses != pause) {
            return;
        }
        if (crowds.leaving() > staying && ++waits < MOST_WAITS) {
            context.executor().schedule(() -> goOn(context, pause), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            stuck = underWay.get();
            staying = crowds.leaving();
            resume(context);
        }
    }

    private void taken(ChannelHandlerContext context) {
        if (underWay.decrementAndGet() <= stuck) {
            context.executor().execute(() -> {
                stuck = Math.min(stuck, underWay.get());
                staying = Math.min(staying, crowds.leaving());
                if (paused && crowds.leaving() <= staying) {
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
