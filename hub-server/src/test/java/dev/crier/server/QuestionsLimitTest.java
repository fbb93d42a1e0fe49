package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many ask about the history, those who have a stream keep what they have. */
class QuestionsLimitTest {

    /** As many as are looked into and may wait. */
    private static final int ALL = 2 + 1_000;

    private static Promise<String> fill(TestHub hub) {
        Promise<String> held = Promise.promise();
        for (int i = 0; i < ALL; i++) {
            hub.server().hub().ask(log -> held.future());
        }
        return held;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/history", "/history?replay=2", "/topics", "/topics/a"})
    void one_question_too_many_is_told_to_come_back(String target) {
        try (TestHub hub = TestHub.start();
                RawClient client = hub.connect()) {
            hub.publish("a", "x");
            Promise<String> held = fill(hub);
            RawClient.Answer answer = client.get(target).answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(answer.body()).contains("questions");
            held.complete("done");
            assertThat(client.get("/topics/a").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void streams_are_replayed_meanwhile() {
        try (TestHub hub = TestHub.start();
                RawClient client = hub.connect()) {
            hub.publish("a", "before");
            Promise<String> held = fill(hub);
            client.get("/events/a?replay=1").head();
            assertThat(client.chunksUntil(text -> text.contains("data: before")))
                    .isNotEmpty();
            held.complete("done");
        }
    }
}
