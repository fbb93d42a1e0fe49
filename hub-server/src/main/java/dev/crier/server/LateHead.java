package dev.crier.server;

import dev.crier.server.http.HttpDate;
import dev.crier.server.http.Problem;
import dev.crier.server.http.Reply;
import dev.crier.server.http.SecurityHeaders;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/**
 * Ends a connection whose client doesn't get its request out: with 408 if it speaks HTTP/1 and awaits nothing else, without a
 * word otherwise. There is no request yet that could be answered, so the answer is written as it is. Safe to share; belongs to
 * the event loop of the connection.
 */
final class LateHead {

    private final Duration time;
    private final SecurityHeaders security;
    private final Connections connections;

    LateHead(Duration time, SecurityHeaders security, Connections connections) {
        this.time = time;
        this.security = security;
        this.connections = connections;
    }

    /**
     * Ends it.
     *
     * @param answerable whether an answer would be taken for that of the request that is late
     */
    @SuppressWarnings("FutureReturnValueIgnored") // closing can't fail in a way that matters
    void end(Channel channel, boolean answerable) {
        connections.late(channel);
        ChannelHandlerContext encoder = channel.pipeline().context("httpEncoder");
        if (answerable && encoder != null && channel.isWritable()) {
            encoder.writeAndFlush(Unpooled.copiedBuffer(answer(channel), StandardCharsets.UTF_8))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    private String answer(Channel channel) {
        String body = Problem.of(408, "the head of the request didn't come within " + time.toMillis() + " ms")
                        .json()
                        .encode()
                + "\n";
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set("Date", new HttpDate(Clock.systemUTC()).now())
                .set("Content-Type", Reply.PROBLEM_JSON)
                .set("Content-Length", Integer.toString(body.length()))
                .set("Cache-Control", "no-store")
                .set("Connection", "close");
        security.decorate(headers, channel.pipeline().get(SslHandler.class) != null);
        StringBuilder answer = new StringBuilder("HTTP/1.1 408 Request Timeout\r\n");
        headers.forEach(
                (name, value) -> answer.append(name).append(": ").append(value).append("\r\n"));
        return answer.append("\r\n").append(body).toString();
    }
}
