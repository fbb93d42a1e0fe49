package dev.crier.server.http;

import dev.crier.server.config.ProxyConfig;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From whom a request is: from whoever is connected, unless that is a trusted proxy, which says for whom it asks. Of several
 * proxies in a row each is believed as long as it is trusted itself, from the nearest on; what anybody else says counts for
 * nothing. Immutable and safe to share.
 */
public final class Clients {

    private final ProxyConfig proxies;

    /** Makes one that believes these proxies. */
    public Clients(ProxyConfig proxies) {
        this.proxies = proxies;
    }

    /** The address of whoever asks. */
    public InetAddress address(HttpServerRequest request) {
        InetAddress peer = peer(request);
        if (!proxies.trusts(peer)) {
            return peer;
        }
        List<String> said = said(request);
        InetAddress client = peer;
        for (int i = said.size() - 1; i >= 0 && proxies.trusts(client); i--) {
            Optional<InetAddress> before = parse(said.get(i));
            if (before.isEmpty()) {
                return client;
            }
            client = before.get();
        }
        return client;
    }

    /** The same for people, with the port if it is known. */
    public SocketAddress named(HttpServerRequest request) {
        return proxied(request)
                ? SocketAddress.inetSocketAddress(0, address(request).getHostAddress())
                : request.connection().remoteAddress();
    }

    /** Whether a request came by way of a proxy that is believed. */
    public boolean proxied(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        return !proxies.trusted().isEmpty()
                && channel.remoteAddress() instanceof InetSocketAddress socket
                && proxies.trusts(socket.getAddress());
    }

    /** Whether it is a header that says from whom a request is, so that the client has no connection of its own. */
    public boolean byHeader(HttpServerRequest request) {
        return !proxies.trusted().isEmpty() && proxies.trusts(peer(request));
    }

    /** Whether the client's own connection is encrypted, as far as a trusted proxy or the hub itself knows. */
    public boolean encrypted(HttpServerRequest request) {
        if (request.isSSL() || proxies.trusted().isEmpty() || !proxies.trusts(peer(request))) {
            return request.isSSL();
        }
        String scheme = switch (proxies.header()) {
            case X_FORWARDED_FOR -> last(request.headers().getAll("X-Forwarded-Proto"));
            case FORWARDED -> {
                List<Map<String, String>> said =
                        ForwardedFor.parse(String.join(",", request.headers().getAll("Forwarded")));
                yield said.get(said.size() - 1).getOrDefault("proto", "");
            }
        };
        return scheme.equalsIgnoreCase("https");
    }

    private static String last(List<String> values) {
        String all = String.join(",", values);
        return all.substring(all.lastIndexOf(',') + 1).strip();
    }

    /** Whom the proxies name, the nearest last. */
    private List<String> said(HttpServerRequest request) {
        List<String> said = new ArrayList<>();
        switch (proxies.header()) {
            case X_FORWARDED_FOR -> {
                for (String line : request.headers().getAll("X-Forwarded-For")) {
                    said.addAll(List.of(line.split(",", -1)));
                }
            }
            case FORWARDED ->
                ForwardedFor.parse(String.join(",", request.headers().getAll("Forwarded")))
                        .forEach(proxy -> said.add(proxy.getOrDefault("for", "")));
        }
        return said;
    }

    /** An address as proxies write it, maybe with a port; empty for a name, {@code unknown} or nonsense. */
    private static Optional<InetAddress> parse(String text) {
        String address = text.strip();
        if (address.startsWith("[") && address.indexOf(']') > 0) {
            address = address.substring(1, address.indexOf(']'));
        } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
            address = address.substring(0, address.indexOf(':'));
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    private static InetAddress peer(HttpServerRequest request) {
        return peer(request.connection());
    }

    /** Who is connected; by the PROXY protocol, who is connected to the proxy. */
    public static InetAddress peer(HttpConnection connection) {
        SocketAddress address = connection.remoteAddress();
        String literal = address == null ? null : address.hostAddress();
        return literal == null ? InetAddress.getLoopbackAddress() : new InetSocketAddress(literal, 0).getAddress();
    }
}
