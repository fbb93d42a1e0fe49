package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.engine.Outlet.EndReason;
import dev.crier.server.config.HubConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stream that the hub ends")
class UnreadEndTest {

    private static final long STALL_MILLIS = 100;

    /** A socket that takes nothing any more, although there is room before it. */
    private static final class Stuck extends ChannelOutboundHandlerAdapter {

        @Override
        public void flush(ChannelHandlerContext context) {}
    }

    private static StreamOutlet outlet(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_1_0) {
            StreamOutlet outlet = new ResponseOutlet(request, STALL_MILLIS);
            request.response().write("");
            return outlet;
        }
        StreamOutlet outlet = new ChunkedOutlet(request, STALL_MILLIS, new ChunkFrames());
        request.response().setChunked(true).writeHead();
        return outlet;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    @DisplayName("over HTTP/1 is broken off when its reader doesn't take the end for the stall timeout")
    void brokenOff(String version) {
        Promise<Boolean> ended = Promise.promise();
        Promise<Void> gone = Promise.promise();
        try (RequestBed bed = new RequestBed(HubConfig.defaults().limits(), connected -> {}, fanout -> request -> {
                    Channel channel = ((ConnectionBase) request.connection()).channel();
                    StreamOutlet outlet = outlet(request);
                    request.connection().closeHandler(gone::tryComplete);
                    channel.pipeline().addFirst(new Stuck());
                    outlet.write(Buffer.buffer("data: the last\n\n"));
                    outlet.end(EndReason.EXPIRED);
                    ended.complete(channel.isOpen());
                });
                RawClient reader = bed.connect()) {
            reader.send("GET / HTTP/" + version + "\r\nHost: a\r\n\r\n");
            assertThat(TestHub.await(ended.future())).as("it has time").isTrue();
            TestHub.await(gone.future());
            assertThat(reader.closedByServer()).isTrue();
        }
    }
}
