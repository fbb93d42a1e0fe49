package dev.crier.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ThreadFactory;

/**
 * One of Vert.x's transports, whose servers accept connections as {@link PacedAccept} does, under {@link CrowdControl}. It is as
 * safe to share as that transport.
 *
 * <p>Vert.x has no option for it; its SPI for transports is where a server's channel can be reached before it is bound. All
 * else is passed on as it is.
 */
@SuppressWarnings("deprecation") // what is passed on is as deprecated as the one it comes from
final class PacedTransport implements io.vertx.core.spi.transport.Transport {

    private final io.vertx.core.spi.transport.Transport transport;
    private final ChannelHandler door;
    private final CrowdControl crowds;

    private PacedTransport(io.vertx.core.spi.transport.Transport transport, ChannelHandler door, CrowdControl crowds) {
        this.transport = transport;
        this.door = door;
        this.crowds = crowds;
    }

    /**
     * A transport like this one.
     *
     * @param door what connections pass when they are accepted; is shared by all servers
     * @param crowds sees to those that are accepted; is shared too
     */
    static Transport of(Transport chosen, ChannelHandler door, CrowdControl crowds) {
        return new Transport() {
            @Override
            public String name() {
                return chosen.name();
            }

            @Override
            public boolean available() {
                return chosen.available();
            }

            @Override
            public Throwable unavailabilityCause() {
                return chosen.unavailabilityCause();
            }

            @Override
            public io.vertx.core.spi.transport.Transport implementation() {
                return new PacedTransport(chosen.implementation(), door, crowds);
            }
        };
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
        PacedAccept.of(bootstrap, door, crowds);
    }

    // ---- passed on

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return transport.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return transport.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return transport.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return transport.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return transport.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
    }
}
