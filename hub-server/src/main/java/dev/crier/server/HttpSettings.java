package dev.crier.server;

import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LimitsConfig;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.tls.TlsIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Every option of the HTTP server that matters to a hub, set on purpose, with its reason. Stateless. */
final class HttpSettings {

    /** What the kernel may hold for a client that doesn't read; the kernel itself doubles it. In bytes. */
    private static final int SEND_BUFFER_BYTES = 64 << 10;

    /** Connections that wait to be accepted, for the moment when everybody comes back at once. */
    private static final int ACCEPT_BACKLOG = 8_192;

    private HttpSettings() {}

    /** The port as Vert.x wants it: any negative one is any free one, but the same for all instances of a server. */
    static int port(HubConfig config) {
        int port = config.server().port();
        return port == 0 ? -1 : port;
    }

    /**
     * Makes a server.
     *
     * @param idle after how much silence a connection without a stream is closed
     * @param config how much a client may send at once, and what a proxy says before
     * @param identity with which it encrypts; empty if it doesn't
     */
    static HttpServer server(Vertx vertx, Duration idle, HubConfig config, Optional<TlsIdentity> identity) {
        ProxyConfig proxies = config.server().proxies();
        HttpServerOptions options = of(idle, config.limits()).setUseProxyProtocol(proxies.protocol());
        if (!proxies.trusted().isEmpty() && !proxies.protocol()) {
            options.setHttp2RstFloodMaxRstFramePerWindow(resets(config.limits()));
        }
        return identity.map(TlsIdentity::options)
                .map(tls -> vertx.createHttpServer(encrypted(options), tls))
                .orElseGet(() -> vertx.createHttpServer(options));
    }

    /**
     * How many streams may be reset in 30 seconds: on one connection of a gateway they are those of many clients, who all may
     * leave at once, come back, and leave again.
     */
    private static int resets(LimitsConfig limits) {
        long often = 4L * limits.connections().streams();
        return (int) Math.min(
                Math.max(often, HttpServerOptions.DEFAULT_HTTP2_RST_FLOOD_MAX_RST_FRAME_PER_WINDOW), Integer.MAX_VALUE);
    }

    /** With ALPN, its protocols are all that is spoken; so HTTP/1.0 has to be among them. */
    private static HttpServerConfig encrypted(HttpServerOptions options) {
        return new HttpServerConfig(options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0)));
    }

    /**
     * The options of a server.
     *
     * @param idle after how much silence a connection without a stream is closed
     * @param limits how much a client may send at once
     */
    static HttpServerOptions of(Duration idle, LimitsConfig limits) {
        int headerBytes = (int) limits.requests().headerBytes().bytes();
        return new HttpServerOptions()
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setIdleTimeout((int) Math.min(idle.toMillis(), Integer.MAX_VALUE))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength((int) limits.requests().lineBytes().bytes())
                .setMaxHeaderSize(headerBytes)
                // Handlers decide whether they want a body before they ask for it.
                .setHandle100ContinueAutomatically(false)
                // Compressed by connection, a stream would cost each subscriber what it now costs all.
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                // There are none; each connection would have a handler for what they could agree on.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(true)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(limits.connections().streams())
                        .setMaxHeaderListSize(headerBytes))
                // No queue between a response and its channel: fullness is the channel's own word, see ChunkedOutlet.
                .setStrictThreadMode(true);
    }

    /**
     * After how much silence a connection is closed: longer than any that a healthy stream keeps, since on HTTP/2 the
     * connections with streams are meant too. On HTTP/1 {@link SubscribeHandler} exempts them.
     */
    static Duration idle(HubConfig config) {
        Duration silence =
                config.sse().heartbeat().multipliedBy(2).plus(config.sse().stallTimeout());
        Duration configured = config.limits().requests().idleTime();
        return silence.compareTo(configured) > 0 ? silence : configured;
    }
}
