package dev.crier.server.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Where connections come in: asks the {@link Admission} of each that was accepted on the guarded port, and closes it if it may
 * not stay, before an event loop hears of it. Other ports of the same process are open, so that an operator gets in when
 * everybody does. Safe to share between listening channels.
 *
 * <p>The first port that is opened is the guarded one, whose number nobody knows before; so as long as it isn't told, all are.
 */
@ChannelHandler.Sharable
public final class Door extends ChannelInboundHandlerAdapter {

    private static final int ANY = 0;

    private final Admission admission;
    private final Consumer<Channel> admitted;
    private final AtomicInteger guarded = new AtomicInteger(ANY);

    /**
     * Makes one that guards every port.
     *
     * @param admitted is told of each connection that may stay, before it is registered with an event loop
     */
    public Door(Admission admission, Consumer<Channel> admitted) {
        this.admission = admission;
        this.admitted = admitted;
    }

    /** Guards this port alone from now on. */
    public void guard(int port) {
        guarded.set(port);
    }

    private boolean guards(int port) {
        int only = guarded.get();
        return only == ANY || only == port;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection
                && context.channel().localAddress() instanceof InetSocketAddress here
                && guards(here.getPort())) {
            Optional<Runnable> leave = connection.remoteAddress() instanceof InetSocketAddress there
                    ? admission.admit(there.getAddress())
                    : Optional.empty(); // it is gone already
            if (leave.isEmpty()) {
                connection.unsafe().closeForcibly();
                return;
            }
            connection.closeFuture().addListener(closed -> leave.get().run());
            admitted.accept(connection);
        }
        context.fireChannelRead(accepted);
    }
}
