package dev.crier.server;

import dev.crier.core.engine.HubOptions;
import dev.crier.core.log.HistoryOptions;
import dev.crier.core.settings.ByteSize;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LimitsConfig;
import dev.crier.server.config.SseConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says to the core what the configuration says to the hub. Stateless. */
final class CoreOptions {

    private static final Logger LOG = LoggerFactory.getLogger(CoreOptions.class);

    /** What the index of a log on disk has for each event, in bytes. */
    private static final long INDEX_ENTRY = 120;

    private CoreOptions() {}

    /** The options of the core, in this JVM's heap. */
    static HubOptions hub(HubConfig config) {
        return hub(config, Runtime.getRuntime().maxMemory());
    }

    /**
     * The same in a heap of so many bytes: an eighth of it may be the window, a sixteenth may wait for the log. What is configured
     * for a bigger one would end in a heap that is full, long before any bound is reached.
     */
    static HubOptions hub(HubConfig config, long heap) {
        LimitsConfig limits = config.limits();
        SseConfig sse = config.sse();
        return new HubOptions(
                within(heap / 8, "window-bytes", limits.windowBytes(), limits),
                within(heap / 16, "pending-bytes", limits.pendingBytes(), limits),
                (int) limits.eventBytes().bytes(),
                sse.heartbeat(),
                sse.stallTimeout(),
                sse.behind());
    }

    /** How much of bodies may wait for the rest of them: as much as events for the log, but a line of a batch at the least. */
    static long bodyBytes(HubConfig config) {
        LimitsConfig limits = config.limits();
        long share =
                Math.min(limits.pendingBytes().bytes(), Runtime.getRuntime().maxMemory() / 16);
        return Math.max(share, BatchPublish.lineBytes(limits.eventBytes().bytes()));
    }

    /** What the log in memory keeps, in this JVM's heap. */
    static HistoryOptions inMemory(HubConfig config) {
        return log(config, Runtime.getRuntime().maxMemory());
    }

    /** What the log on disk keeps; only its index is in memory, and a third of the heap may be that. */
    static HistoryOptions onDisk(HubConfig config) {
        long entries = Runtime.getRuntime().maxMemory() / 3 / INDEX_ENTRY;
        return HistoryOptions.DEFAULT
                .withRetention(config.retention())
                .withLogBytes(config.limits().logBytes().bytes())
                .withEvents((int) Math.min(Integer.MAX_VALUE, entries))
                .withTopics(config.limits().topics());
    }

    /** The options of the log in memory, in a heap of so many bytes, half of which may be the log. */
    static HistoryOptions log(HubConfig config, long heap) {
        return HistoryOptions.DEFAULT
                .withRetention(config.retention())
                .withLogBytes(within(heap / 2, "log-bytes", config.limits().logBytes(), config.limits()))
                .withTopics(config.limits().topics());
    }

    /** As much as is configured and fits into a share of the heap, but room for one event. */
    private static long within(long share, String key, ByteSize configured, LimitsConfig limits) {
        long least = limits.eventBytes().bytes();
        long counts = Math.min(configured.bytes(), Math.max(share, least));
        if (counts < configured.bytes()) {
            LOG.info(
                    "Of limits.{}, which is {}, {} count, since the heap has no more room for it; -Xmx gives it more",
                    key,
                    configured,
                    ByteSize.ofMebibytes(Math.max(1, counts >> 20)));
        }
        return counts;
    }
}
