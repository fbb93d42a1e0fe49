package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayBudgetTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void no_more_pages_are_read_at_a_time_than_it_allows_and_who_waits_comes_in_turn() {
        ReplayBudget budget = new ReplayBudget(2, LONG);
        List<Promise<Integer>> reading = new ArrayList<>();
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(budget.read(() -> {
                Promise<Integer> page = Promise.promise();
                reading.add(page);
                return page.future();
            }));
        }
        assertThat(reading).hasSize(2);
        reading.get(1).complete(1);
        assertThat(reading).hasSize(3);
        reading.get(0).fail("broken");
        assertThat(reading).hasSize(4);
        reading.get(2).complete(2);
        assertThat(answers.get(0).failed()).isTrue();
        assertThat(TestHub.await(answers.get(2))).isEqualTo(2);
    }

    @Test
    void a_read_that_throws_gives_its_share_back() {
        ReplayBudget budget = new ReplayBudget(1, LONG);
        assertThat(budget.read(() -> {
                            throw new IllegalStateException("broken");
                        })
                        .failed())
                .isTrue();
        assertThat(TestHub.await(budget.read(() -> Future.succeededFuture("served"))))
                .isEqualTo("served");
    }

    @Test
    void a_read_that_is_never_answered_fails_and_keeps_nobody_waiting_for_ever() {
        ReplayBudget budget = new ReplayBudget(1, Duration.ofMillis(10));
        Future<Object> never = budget.read(() -> Promise.promise().future());
        Future<String> next = budget.read(() -> Future.succeededFuture("served"));
        assertThat(TestHub.await(next)).isEqualTo("served");
        assertThatThrownBy(() -> TestHub.await(never)).hasMessageContaining("imeout");
    }
}
