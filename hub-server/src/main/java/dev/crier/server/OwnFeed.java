package dev.crier.server;

import dev.crier.server.demo.Demo;
import dev.crier.server.http.Resource;
import dev.crier.server.http.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The demo's feed in clear text, for the sources of a hub that encrypts: its certificate names the hub as others know it, not
 * the loopback interface on which its own sources ask. A port of its own, for this machine and for nothing but the feed.
 * Stateless.
 */
final class OwnFeed {

    private static final String LOOPBACK = "127.0.0.1";

    private OwnFeed() {}

    /** Opens the port, any free one; the address is what sources take for the hub's. */
    static Future<URI> open(Vertx vertx, ServerParts parts) {
        Map<String, Resource> feed = new LinkedHashMap<>(parts.resources());
        feed.keySet().retainAll(Set.of(Demo.FEED));
        return vertx.createHttpServer(
                        HttpSettings.of(parts.idle(), parts.config().limits()))
                .requestHandler(Routes.router(vertx, feed, parts.answers()))
                .listen(0, LOOPBACK)
                .map(HttpServer::actualPort)
                .map(port -> URI.create("http://" + LOOPBACK + ":" + port));
    }
}
