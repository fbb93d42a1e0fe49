package dev.crier.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * A stream over HTTP/1.1, written past the HTTP encoder: each write is one ready chunk, shared by all who get the same.
 *
 * <p>After the head every byte of the body takes this way, so that nothing overtakes anything. Whether there is room is the
 * channel's own word: the server runs in Vert.x's strict thread mode, where no queue stands between a response and its
 * channel, and where the response's drain handler follows the channel's writability.
 */
final class ChunkedOutlet extends StreamOutlet {

    /** The name that Vert.x gives the handler that the chunks pass by. */
    private static final String ENCODER = "httpEncoder";

    private final ChannelHandlerContext beforeEncoder;
    private final Channel channel;
    private final ChunkFrames frames;
    private final @Nullable DirectSocket socket;

    /** Makes one for a response whose head is about to be written. */
    ChunkedOutlet(HttpServerRequest request, long stallMillis, ChunkFrames frames) {
        super(request, stallMillis);
        this.channel = ((ConnectionBase) request.connection()).channel();
        this.beforeEncoder = channel.pipeline().context(ENCODER);
        this.frames = frames;
        this.socket = DirectSocket.of(channel);
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: what fails closes the channel, which is heard of
    public void write(Buffer bytes) {
        if (CrowdControl.hasGone(channel)) {
            return;
        }
        ByteBuf chunk = frames.chunk(bytes, beforeEncoder.alloc());
        int length = chunk.readableBytes();
        int sent = socket == null ? 0 : socket.write(chunk);
        if (sent < length) {
            beforeEncoder.writeAndFlush(chunk.retainedSlice(sent, length - sent), beforeEncoder.voidPromise());
        }
    }

    @Override
    public void onDrain(Runnable drained) {
        response().drainHandler(writable -> drained.run());
    }

    @Override
    Future<Void> finish() {
        return response().end().onComplete(ended -> request().connection().close());
    }
}
