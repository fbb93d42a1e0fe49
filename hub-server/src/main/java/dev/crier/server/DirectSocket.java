package dev.crier.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a channel's socket itself, with one system call and nothing on the way, as long as nothing waits in the channel.
 *
 * <p>For one channel of epoll's and without encryption, on its event loop. What the socket doesn't take is the
 * caller's to write by way of the channel, which keeps it and tells when there is room; an error is left for that write to
 * find.
 */
final class DirectSocket {

    private final Channel channel;
    private final FileDescriptor socket;

    private DirectSocket(Channel channel, FileDescriptor socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /** The socket of a channel, or null if there is no direct way to it. */
    static @Nullable DirectSocket of(Channel channel) {
        // Of the channels with a descriptor, only epoll's don't block: io_uring waits for its sockets in the kernel.
        return channel instanceof EpollSocketChannel epoll && channel.pipeline().get(SslHandler.class) == null
                ? new DirectSocket(channel, epoll.fd())
                : null;
    }

    /** Writes the readable bytes of a buffer off the heap; returns how many the socket took. */
    int write(ByteBuf bytes) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.writeAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (IOException foundAgainByTheChannel) {
            return 0;
        }
    }
}
