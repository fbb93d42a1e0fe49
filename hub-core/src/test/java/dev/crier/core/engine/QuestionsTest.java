package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of the history by who doesn't subscribe. */
class QuestionsTest {

    private static final int AT_A_TIME = 2;
    private static final int MAY_WAIT = 1_000;
    private static final int OF_ONE = 100;

    private final TestHub test = TestHub.small();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void they_wait_for_their_turn_and_one_too_many_is_told_so_while_subscribers_are_served() {
        List<Promise<String>> begun = new CopyOnWriteArrayList<>();
        List<Future<String>> answers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < AT_A_TIME + MAY_WAIT; i++) {
            answers.add(test.hub().ask(i, log -> {
                Promise<String> answer = Promise.promise();
                begun.add(answer);
                return answer.future();
            }));
        }
        assertThat(begun).hasSize(AT_A_TIME);
        assertThatThrownBy(() -> TestHub.await(test.hub().ask("one more", log -> Future.succeededFuture("too many"))))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("ask again later");
        test.publish("a", "1");
        TestStream stream = new TestStream();
        test.subscribe("a", Start.earliest(), stream);
        test.until("the subscriber has it", () -> stream.text().contains("data: 1"));
        begun.get(0).complete("first");
        assertThat(TestHub.await(answers.get(0))).isEqualTo("first");
        assertThat(begun).hasSize(AT_A_TIME + 1);
    }

    @Test
    void who_asks_much_waits_behind_their_own_and_is_told_when_it_is_too_much() {
        Map<String, Promise<String>> begun = new LinkedHashMap<>();
        for (int i = 0; i < AT_A_TIME + OF_ONE; i++) {
            hold("greedy", "greedy " + i, begun);
        }
        assertThatThrownBy(() -> TestHub.await(test.hub().ask("greedy", log -> Future.succeededFuture("too many"))))
                .isInstanceOf(BusyException.class);
        hold("modest", "modest", begun);
        begun.get("greedy 0").complete("over");
        begun.get("greedy 1").complete("over");
        assertThat(begun.keySet()).containsExactly("greedy 0", "greedy 1", "greedy 2", "modest");
    }

    private void hold(String asker, String question, Map<String, Promise<String>> begun) {
        test.hub().ask(asker, log -> {
            Promise<String> answer = Promise.promise();
            begun.put(question, answer);
            return answer.future();
        });
    }

    @Test
    void they_are_answered_where_they_were_asked() {
        List<Thread> answered = new CopyOnWriteArrayList<>();
        Promise<String> held = Promise.promise();
        Thread loop = test.onLoop(0, () -> {
            test.hub().ask("a client", log -> held.future()).onComplete(done -> answered.add(Thread.currentThread()));
            return Thread.currentThread();
        });
        held.complete("from elsewhere");
        test.until("it is answered", () -> !answered.isEmpty());
        assertThat(answered).containsExactly(loop);
    }

    @Test
    void subscriptions_are_counted_for_all_topics_of_a_question() {
        test.subscribe("a/*,b", Start.live(), new TestStream());
        test.subscribe("a/**", Start.live(), new TestStream());
        assertThat(TestHub.await(
                        test.hub().subscribers(List.of(Topic.of("a/x"), Topic.of("b"), Topic.of("a"), Topic.of("c")))))
                .containsEntry(Topic.of("a/x"), 2L)
                .containsEntry(Topic.of("b"), 1L)
                .containsEntry(Topic.of("a"), 1L)
                .containsEntry(Topic.of("c"), 0L);
    }
}
