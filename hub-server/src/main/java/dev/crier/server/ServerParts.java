package dev.crier.server;

import dev.crier.core.engine.Fanout;
import dev.crier.core.engine.Hub;
import dev.crier.server.config.HubConfig;
import dev.crier.server.http.Cors;
import dev.crier.server.http.Resource;
import dev.crier.server.http.StreamWatch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the servers of all event loops share. Immutable, of parts that are safe to share.
 *
 * @param hub the core
 * @param config what the hub was told
 * @param lifecycle where it stands between start and end
 * @param connections counts
 * @param cors which pages of other origins may use it
 * @param watch sees every stream
 * @param idle after how much silence a connection without a stream is closed
 * @param resources what stands at the paths that aren't hot
 */
record ServerParts(
        Hub hub,
        HubConfig config,
        Lifecycle lifecycle,
        Connections connections,
        Cors cors,
        StreamWatch watch,
        Duration idle,
        Map<String, Resource> resources) {

    ReconnectDelay retry() {
        return new ReconnectDelay(config.sse().retry(), ThreadLocalRandom.current());
    }

    SubscribeHandler subscribeHandler(Fanout fanout) {
        return new SubscribeHandler(fanout, retry(), watch, lifecycle, connections);
    }

    PublishHandler publishHandler() {
        int eventBytes = (int) config.limits().eventBytes().bytes();
        return new PublishHandler(hub.publisher(), lifecycle, cors, config.dev(), eventBytes);
    }
}
