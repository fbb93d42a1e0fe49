package dev.crier.core.engine;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever happens to a hub, its log and its readers: no silent hole and no false alarm. */
class GapModelTest {

    /** How many lives are tried; {@code -Dcrier.model.runs} for more, {@code -Dcrier.model.seed} to begin elsewhere. */
    private static final int RUNS = Integer.getInteger("crier.model.runs", 1_000);

    private static final long FIRST_SEED = Long.getLong("crier.model.seed", 1);

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = GapModel.oneLoop();
    }

    @AfterAll
    static void close() {
        TestHub.await(vertx.close());
    }

    @Test
    void every_event_comes_once_and_in_order_and_every_loss_is_told() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
            try {
                TestHub.await(new GapModel(vertx, seed).live());
            } catch (AssertionError wrong) {
                throw new AssertionError("with the seed " + seed + ": " + wrong.getMessage(), wrong);
            }
        }
    }
}
