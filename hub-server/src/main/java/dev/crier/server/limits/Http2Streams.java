package dev.crier.server.limits;

import dev.crier.server.config.ConnectionLimits;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.metrics.ConnectionRefusal;
import dev.crier.server.metrics.HubMetrics;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the streams of HTTP/2, requests and subscriptions alike, for as long as the codec knows them: over all of its
 * connections a network may have as many as it may have connections, and all networks together as many as there may be
 * connections in all. Otherwise each connection would be good for as many as one may carry. Safe on any thread.
 */
public final class Http2Streams {

    private static final AttributeKey<Network> NETWORK = AttributeKey.valueOf(Http2Streams.class, "network");

    private final ConnectionLimits limits;
    private final ProxyConfig proxies;
    private final boolean dev;
    private final HubMetrics metrics;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Network, Integer> byNetwork = new ConcurrentHashMap<>();

    /**
     * Counts for a hub.
     *
     * @param proxies whose streams are those of many, and don't count by their address
     * @param dev whether this machine's own don't either
     */
    public Http2Streams(ConnectionLimits limits, ProxyConfig proxies, boolean dev, HubMetrics metrics) {
        this.limits = limits;
        this.proxies = proxies;
        this.dev = dev;
        this.metrics = metrics;
    }

    /** Counts the streams of a connection from now on, before it has any; does nothing if it doesn't speak HTTP/2. */
    public void count(Channel channel, InetAddress client) {
        Http2ConnectionHandler codec = channel.pipeline().get(Http2ConnectionHandler.class);
        if (codec == null) {
            return;
        }
        boolean counts = !proxies.trusts(client) && !(dev && client.isLoopbackAddress());
        if (counts) {
            channel.attr(NETWORK).set(Network.of(client));
        }
        codec.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(Http2Stream stream) {
                add(channel, 1);
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                add(channel, -1);
            }
        });
    }

    private void add(Channel channel, int change) {
        open.addAndGet(change);
        Network network = channel.attr(NETWORK).get();
        if (network != null) {
            byNetwork.merge(network, change, (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    /** Whether the newest stream of a connection is one too many, so that it should be reset. */
    public boolean tooMany(Channel channel) {
        if (open.get() > limits.total()) {
            metrics.connectionRefused(ConnectionRefusal.TOTAL);
            return true;
        }
        Network network = channel.attr(NETWORK).get();
        if (network != null && byNetwork.getOrDefault(network, 0) > limits.perAddress()) {
            metrics.connectionRefused(ConnectionRefusal.ADDRESS);
            return true;
        }
        return false;
    }
}
