package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.auth.TestKey;
import dev.crier.server.config.PublishLimits;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has a token may have so many streams and publish so fast, wherever they come from, and others are not kept out. */
class TokenLimitsTest {

    private static final TestKey KEY = TestKey.of("limits", "ES256");

    @TempDir
    Path folder;

    private TestHub start() throws Exception {
        return TestHub.start(config -> config.withDev(false)
                .withAuth(KEY.config(folder))
                .withLimits(config.limits()
                        .withConnections(config.limits().connections().withPerSubject(2))
                        .withPublish(new PublishLimits(1, 3))));
    }

    private static String token(String subject) {
        return "Authorization: Bearer "
                + KEY.token(claims -> {
                    claims.setSubject(subject);
                    claims.setStringListClaim("subscribe", List.of("**"));
                    claims.setStringListClaim("publish", List.of("**"));
                });
    }

    @Test
    void one_stream_more_than_a_token_may_have_is_told_to_come_back() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (TestHub hub = start()) {
            for (int i = 0; i < 2; i++) {
                RawClient client = hub.connect().get("/events/x", token("alice"));
                clients.add(client);
                client.head();
                assertThat(new String(client.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
            }
            try (RawClient oneMore = hub.connect().get("/events/x", token("alice"))) {
                RawClient.Answer answer = oneMore.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).matches("retry: \\d+\n\n");
            }
            assertThat(hub.server().metrics().scrape("text/plain; version=0.0.4; charset=utf-8"))
                    .contains("crier_connections_refused_total{reason=\"token\"} 1.0");
            for (String[] other : new String[][] {{token("bob")}, {}}) {
                RawClient client = hub.connect().get("/events/x", other);
                clients.add(client);
                client.head();
                assertThat(new String(client.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
            }
            clients.remove(0).close();
            await().until(() -> hub.server().streams() == 3);
            RawClient again = hub.connect().get("/events/x", token("alice"));
            clients.add(again);
            again.head();
            assertThat(new String(again.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void streams_that_tickets_open_count_as_those_of_their_token() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (TestHub hub = start()) {
            for (int i = 0; i < 3; i++) {
                String ticket;
                try (RawClient asks = hub.connect()) {
                    ticket = new JsonObject(asks.post("/tickets", "", token("alice"))
                                    .answer()
                                    .body())
                            .getString("ticket");
                }
                RawClient client = hub.connect().get("/events/x?ticket=" + ticket);
                clients.add(client);
                if (i < 2) {
                    client.head();
                    assertThat(new String(client.chunk(), StandardCharsets.UTF_8))
                            .contains("hub.checkpoint");
                } else {
                    assertThat(client.answer().body()).matches("retry: \\d+\n\n");
                }
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void a_token_publishes_as_fast_as_it_may_and_no_faster() throws Exception {
        try (TestHub hub = start();
                RawClient client = hub.connect()) {
            String alice = token("alice");
            int taken = 0;
            long begun = System.nanoTime();
            RawClient.Answer refused = client.post("/events/a", "x", alice).answer();
            for (; refused.status() == 200 && taken < 100; taken++) { // more than three if a second goes by
                refused = client.post("/events/a", "x", alice).answer();
            }
            assertThat(taken).isBetween(3, 4 + (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertThat(client.post("/events/a", "x", token("bob")).answer().status())
                    .isEqualTo(200);
        }
    }
}
