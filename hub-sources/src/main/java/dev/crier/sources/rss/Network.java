package dev.crier.sources.rss;

import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What the source uses of the machine's network, in one place: who resolves names, and how a client is made. Immutable.
 *
 * @param resolver finds the addresses of a host; may block, so it is called on a worker thread
 * @param options of the HTTP client, TLS above all
 */
record Network(Resolver resolver, HttpClientOptions options) {

    /** Finds the addresses of a host, which may be an address itself. */
    @FunctionalInterface
    interface Resolver {

        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /** The system's resolver and the JVM's trust store. */
    static Network system() {
        return new Network(host -> List.of(InetAddress.getAllByName(host)), new HttpClientOptions());
    }
}
