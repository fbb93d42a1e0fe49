package dev.crier.redis;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which history the engine has, and notices when it is another one, or has lost what this hub has seen.
 *
 * <p>Confined to the log's context, apart from {@link #stamp()}.
 */
final class Histories {

    private static final Logger LOG = LoggerFactory.getLogger(Histories.class);
    private static final int EPOCH_LENGTH = 10;

    /** More than the clocks of two engines of one cluster may differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** Hears of another history. */
    interface Listener {

        /** From now on the engine has this history, which is another than before or has holes that it hadn't. */
        void switched(EngineState before, EngineState now);
    }

    private final String base;
    private final Listener listener;
    private final SecureRandom random = new SecureRandom();
    private @Nullable EngineState known;
    private volatile String stamp = "";
    private long seen;

    Histories(String base, Listener listener) {
        this.base = base;
        this.listener = listener;
    }

    /** What is known, null before the first check. */
    @Nullable
    EngineState known() {
        return known;
    }

    /** What scripts compare; empty before the first check. Safe on any thread. */
    String stamp() {
        return stamp;
    }

    /** Remembers that the engine has given this position in the known history. */
    void saw(long position) {
        seen = Math.max(seen, position);
    }

    /** Asks the engine, which begins a history if it has none, and says so if it has another than was known. */
    Future<EngineState> check(Wire wire) {
        EngineState before = known;
        List<String> arguments = List.of(
                wire.run(),
                before == null ? "" : before.epoch(),
                String.valueOf(seen),
                newEpoch(),
                String.valueOf(MARGIN.toNanos() / 1_000));
        return Script.OPEN.run(wire, base, arguments).map(reply -> {
            EngineState now = EngineState.of(reply);
            adopt(now);
            return now;
        });
    }

    private void adopt(EngineState now) {
        EngineState before = known;
        if (before != null && now.epoch().equals(before.epoch()) && now.term() < before.term()) {
            return; // the answer to an older question
        }
        known = now;
        stamp = now.stamp();
        if (before != null && now.differsFrom(before)) {
            LOG.warn(
                    "The history in Redis is another: epoch {} up to {}, with the holes {}; it was {} up to {}",
                    now.epoch(),
                    now.head(),
                    now.holes(),
                    before.epoch(),
                    seen);
            seen = now.head();
            listener.switched(before, now);
        }
    }

    private String newEpoch() {
        StringBuilder epoch = new StringBuilder(EPOCH_LENGTH);
        for (int i = 0; i < EPOCH_LENGTH; i++) {
            epoch.append(Character.forDigit(random.nextInt(36), 36));
        }
        return epoch.toString();
    }
}
