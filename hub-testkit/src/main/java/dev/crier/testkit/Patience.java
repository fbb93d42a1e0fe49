package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long the contracts wait for what must happen. */
final class Patience {

    /** Nothing that is asked for takes so long, in seconds; beyond it, it hangs. Lower only in the kit's own tests. */
    static volatile long seconds = 20;

    private Patience() {}

    /**
     * What a future answers.
     *
     * @param hangs what is wrong if it doesn't answer in time
     */
    static <T> T await(Future<T> future, String hangs) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            return fail("failed although it should not: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            return fail(hangs + " after " + seconds + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return fail("interrupted", interrupted);
        }
    }
}
