package dev.crier.redis;

import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Lineage.Hole;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which history the engine has, as {@code open.lua} says it. Immutable; safe to share.
 *
 * @param epoch its name
 * @param term grows with each change of the engine's process or of the holes
 * @param head the newest position, 0 if there is none
 * @param floor no position is given any more up to here
 * @param holes what was lost
 */
record EngineState(String epoch, long term, long head, long floor, List<Hole> holes) {

    EngineState {
        holes = List.copyOf(holes);
    }

    static EngineState of(Response reply) {
        return new EngineState(
                reply.get(0).toString(),
                Long.parseLong(reply.get(1).toString()),
                Long.parseLong(reply.get(2).toString()),
                Long.parseLong(reply.get(3).toString()),
                holes(reply.get(4).toString()));
    }

    /** The stamp in what {@code common.lua} keeps of the whole history; empty if there is none. */
    static String stampOf(@Nullable Response state) {
        if (state == null) {
            return "";
        }
        String[] words = state.toString().split(" ", 4);
        return words[0] + "." + words[2];
    }

    private static List<Hole> holes(String packed) {
        List<Hole> holes = new ArrayList<>();
        for (String hole : packed.isEmpty() ? new String[0] : packed.split(",", -1)) {
            int colon = hole.indexOf(':');
            holes.add(new Hole(Long.parseLong(hole.substring(0, colon)), Long.parseLong(hole.substring(colon + 1))));
        }
        return holes;
    }

    /** What scripts compare, so that nothing is written to another history, or read from it. */
    String stamp() {
        return epoch + "." + term;
    }

    /** The history, which stands at the end of its last hole: whoever begins now lacks nothing of that. */
    Lineage lineage() {
        long head = this.head;
        for (Hole hole : holes) {
            head = Math.max(head, hole.through());
        }
        return new Lineage(epoch, head, holes);
    }

    /** The id in the tail's stream after which everything is newer than this. */
    String tailCursor() {
        return Math.max(head, floor) + "-" + term;
    }

    /** Whether this is another history than before, or one that lost something since. */
    boolean differsFrom(EngineState before) {
        return !epoch.equals(before.epoch) || !holes.equals(before.holes);
    }
}
