package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpareTimeTest {

    private static void work(long milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static SpareTime spare(TestHub hub) {
        return hub.onLoop(0, () -> hub.fanout().parts().spare());
    }

    @Test
    void all_work_is_done_in_its_order_and_none_before_the_caller_returns() throws Exception {
        try (TestHub hub = TestHub.small()) {
            SpareTime spare = spare(hub);
            List<Integer> done = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(100);
            hub.onLoop(() -> {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    spare.add(() -> {
                        work(1);
                        done.add(number);
                        all.countDown();
                    });
                }
                assertThat(done).isEmpty();
            });
            all.await();
            assertThat(done).isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void what_comes_in_meanwhile_waits_for_a_slice_and_not_for_all() throws Exception {
        try (TestHub hub = TestHub.small()) {
            SpareTime spare = spare(hub);
            CountDownLatch begun = new CountDownLatch(1);
            List<Integer> left = new ArrayList<>();
            int pieces = 2_000;
            hub.onLoop(() -> {
                for (int i = pieces; i > 0; i--) {
                    int remaining = i;
                    spare.add(() -> {
                        begun.countDown();
                        work(1);
                        left.add(remaining);
                    });
                }
            });
            begun.await();
            // A timer is due only when the loop has looked at its sockets.
            CompletableFuture<Integer> afterSockets = new CompletableFuture<>();
            hub.onLoop(() -> {
                int before = left.size();
                hub.vertx().setTimer(1, timer -> afterSockets.complete(left.size() - before));
            });
            assertThat(afterSockets.get()).isLessThan(pieces / 10);
        }
    }

    @Test
    void work_that_throws_takes_nothing_else_with_it() throws Exception {
        try (TestHub hub = TestHub.small()) {
            SpareTime spare = spare(hub);
            CountDownLatch done = new CountDownLatch(1);
            hub.onLoop(() -> {
                spare.add(() -> {
                    throw new IllegalStateException("thrown on purpose");
                });
                spare.add(done::countDown);
            });
            done.await();
        }
    }
}
