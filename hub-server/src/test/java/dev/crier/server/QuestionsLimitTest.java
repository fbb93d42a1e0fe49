package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.ProxyConfig;
import dev.crier.server.limits.Network;
import io.netty.util.NetUtil;
import io.vertx.core.Promise;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many ask about the history, those who have a stream keep what they have. */
class QuestionsLimitTest {

    private static final int AT_A_TIME = 2;
    /** As many as are looked into and may wait. */
    private static final int ALL = AT_A_TIME + 1_000;
    /** As many of one address may wait. */
    private static final int OF_ONE = 100;

    private static Promise<String> fill(TestHub hub) {
        Promise<String> held = Promise.promise();
        for (int i = 0; i < ALL; i++) {
            hub.server().hub().ask(i, log -> held.future());
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

    @ParameterizedTest
    @ValueSource(strings = {"/history", "/topics", "/topics/a"})
    void one_address_with_many_questions_waits_behind_its_own_and_others_are_answered(String target) {
        try (TestHub hub = TestHub.start(config ->
                        config.withServer(config.server().withProxies(ProxyConfig.NONE.withTrusted("127.0.0.0/8"))));
                RawClient greedy = hub.connect();
                RawClient modest = hub.connect()) {
            hub.publish("a", "x");
            Queue<Promise<String>> begun = new ConcurrentLinkedQueue<>();
            Network network = Network.of(NetUtil.createInetAddressFromIpAddressString("192.0.2.1"));
            for (int i = 0; i < AT_A_TIME + OF_ONE; i++) {
                hub.server().hub().ask(network, log -> {
                    Promise<String> answer = Promise.promise();
                    begun.add(answer);
                    return answer.future();
                });
            }
            assertThat(greedy.get(target, "X-Forwarded-For: 192.0.2.1").answer().body())
                    .contains("\"status\":503", "too many questions");
            modest.get(target, "X-Forwarded-For: 192.0.2.2");
            CompletableFuture<RawClient.Answer> answer = CompletableFuture.supplyAsync(modest::answer);
            int answered = 0;
            for (; !answer.isDone() && answered < OF_ONE; answered++) {
                await().until(() -> !begun.isEmpty());
                begun.remove().complete("over");
                answer.copy().completeOnTimeout(null, 50, TimeUnit.MILLISECONDS).join(); // it may be on its way yet
            }
            assertThat(answer.join().status()).isEqualTo(200);
            assertThat(answered).isLessThan(OF_ONE);
            begun.forEach(each -> each.tryComplete("over"));
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
