package dev.crier.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where to send requests: a host, a port and a path in which {@code %d} stands for the number of a topic.
 *
 * @param host the host as it was written
 * @param port its port
 * @param path the path and the query
 */
record Target(String host, int port, String path) {

    private static final int HTTP_PORT = 80;
    private static final String TOPIC = "%d";
    /** Stands in for the topic while the rest is read as a URI, which permits no such percent sign. */
    private static final String STAND_IN = "crier-topic-number";

    /**
     * Reads a URL.
     *
     * @param option which option says it, for the message
     * @throws UsageException if it is none, or not one of HTTP
     */
    static Target of(String option, String url) {
        try {
            URI uri = new URI(url.replace(TOPIC, STAND_IN));
            if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
                throw new UsageException(option + ": expected http://host:port/path, not '" + url + "'"
                        + ("https".equalsIgnoreCase(uri.getScheme()) ? "; TLS would be measured, not the hub" : ""));
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
            if (port < 1 || port > 65_535) {
                throw new UsageException(option + ": a port is from 1 to 65535, not " + port);
            }
            return new Target(uri.getHost(), port, (path + query).replace(STAND_IN, TOPIC));
        } catch (URISyntaxException e) {
            throw new UsageException(option + ": '" + url + "' is no URL: " + e.getReason());
        }
    }

    /** The same on another port. */
    Target withPort(int other) {
        return new Target(host, other, path);
    }

    /** The path for a topic. */
    String path(int topic) {
        return path.replace(TOPIC, Integer.toString(topic));
    }

    /** The URL, with {@code %d} for the topic's number. */
    String pattern() {
        return "http://" + authority() + path;
    }

    /** The URL for a topic. */
    String url(int topic) {
        return "http://" + authority() + path(topic);
    }

    /** What stands in the header {@code Host}. */
    String authority() {
        return host + ":" + port;
    }

    /**
     * Where to connect.
     *
     * @throws BenchException if the host has no address
     */
    InetSocketAddress address() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new BenchException("There is no host " + host + ".");
        }
        return address;
    }
}
