package dev.crier.server;

import dev.crier.core.engine.HubOptions;
import dev.crier.core.log.MemoryLogOptions;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LimitsConfig;
import dev.crier.server.config.SseConfig;

/** Says to the core what the configuration says to the hub. Stateless. */
final class CoreOptions {

    private CoreOptions() {}

    static HubOptions hub(HubConfig config) {
        LimitsConfig limits = config.limits();
        SseConfig sse = config.sse();
        return new HubOptions(
                limits.windowBytes().bytes(),
                limits.pendingBytes().bytes(),
                (int) limits.eventBytes().bytes(),
                sse.heartbeat(),
                sse.stallTimeout(),
                sse.behind());
    }

    static MemoryLogOptions log(HubConfig config) {
        return MemoryLogOptions.DEFAULT
                .withRetention(config.retention())
                .withLogBytes(config.limits().logBytes().bytes())
                .withTopics(config.limits().topics());
    }
}
