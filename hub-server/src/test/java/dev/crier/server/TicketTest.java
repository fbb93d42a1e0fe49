package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.core.TopicFilter;
import dev.crier.server.auth.TestKey;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.AuthConfig.Access;
import dev.crier.server.config.ProxyConfig;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A ticket")
class TicketTest {

    private static final TestKey KEY = TestKey.of("issuer", "EdDSA");

    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = start(auth -> auth);
    }

    private TestHub start(UnaryOperator<AuthConfig> changes) {
        return TestHub.start(config ->
                config.withDev(false).withAuth(changes.apply(KEY.config(folder).withSubscribe(Access.TOKEN))));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private static String bearer(String... subscribe) {
        return "Authorization: Bearer " + KEY.token(List.of(subscribe), List.of("**"));
    }

    private RawClient.Answer ask(String body, String... headers) {
        try (RawClient client = hub.connect()) {
            return client.post("/tickets", body, headers).answer();
        }
    }

    private String ticket(String... subscribe) {
        RawClient.Answer answer = ask("", bearer(subscribe));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getString("ticket");
    }

    private RawClient.Head open(String target, String... headers) {
        try (RawClient client = hub.connect()) {
            return client.get(target, headers).head();
        }
    }

    private static String cookie(RawClient.Head head) {
        return "Cookie: " + head.header("Set-Cookie").split(";", 2)[0];
    }

    @Test
    @DisplayName(
            "opens a stream once, and with the cookie that this leaves the same address again, as an EventSource does")
    void opensAndReopens() {
        String target = "/events/a/*?ticket=" + ticket("a/**");
        String cookie;
        String last;
        try (RawClient client = hub.connect()) {
            RawClient.Head head = client.get(target).head();
            assertThat(head.status()).isEqualTo(200);
            cookie = cookie(head);
            assertThat(head.header("Set-Cookie"))
                    .matches(
                            "crier-ticket-[\\w-]{8}=[\\w-]{43}; Max-Age=\\d+; .*Path=/events; HTTPOnly; SameSite=Strict");
            assertThat(Integer.parseInt(head.header("Set-Cookie").replaceFirst(".*Max-Age=(\\d+);.*", "$1")))
                    .as("seconds, of a token that is good for a minute and the leeway")
                    .isBetween(1, 70);
            hub.publish("a/b", "one");
            String text = client.chunksUntil(all -> all.contains("data: one"));
            last = text.substring(text.lastIndexOf("id: ") + 4).strip();
        }
        hub.publish("a/b", "two");
        for (int again = 0; again < 3; again++) {
            try (RawClient client = hub.connect()) {
                RawClient.Head head =
                        client.get(target, "Last-Event-ID: " + last, cookie).head();
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("Set-Cookie")).isEmpty();
                assertThat(client.chunksUntil(all -> all.contains("data: two"))).doesNotContain("data: one");
            }
        }
        assertThat(open(target).status()).as("without the cookie").isEqualTo(401);
    }

    @Test
    @DisplayName("is good for nothing without its own cookie once it was spent, nor is the cookie without it")
    void boundToEachOther() {
        String one = ticket("a");
        String two = ticket("a");
        String cookieOfOne = cookie(open("/events/a?ticket=" + one));
        String cookieOfTwo = cookie(open("/events/a?ticket=" + two));
        assertThat(open("/events/a?ticket=" + one, cookieOfOne).status()).isEqualTo(200);
        assertThat(open("/events/a?ticket=" + one, cookieOfTwo).status()).isEqualTo(401);
        String name = cookieOfOne.substring(0, cookieOfOne.indexOf('=') + 1);
        String value = cookieOfTwo.substring(cookieOfTwo.indexOf('=') + 1);
        assertThat(open("/events/a?ticket=" + one, name + value).status()).isEqualTo(401);
        assertThat(open("/events/a", cookieOfOne).status()).isEqualTo(401);
        assertThat(open("/events/a?ticket=" + one + "x", cookieOfOne).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("reopens nothing any more when what it permits has expired")
    void expired() {
        hub.close();
        hub = start(auth -> auth.withLeeway(Duration.ZERO));
        String token = KEY.token(claims -> {
            claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() + 4));
            claims.setStringListClaim("subscribe", List.of("a"));
        });
        String target = "/events/a?ticket="
                + new JsonObject(ask("", "Authorization: Bearer " + token).body()).getString("ticket");
        String cookie = cookie(open(target));
        await().until(() -> open(target, cookie).status() == 401);
    }

    @Test
    @DisplayName("permits no more than the token did, and no more than was asked for")
    void scope() {
        String all = ticket("a/**");
        assertThat(open("/events/b?ticket=" + all).status()).isEqualTo(403);
        RawClient.Answer narrow = ask("{\"subscribe\":[\"a/x\",\"*/y\"]}", bearer("a/**"));
        String ticket = new JsonObject(narrow.body()).getString("ticket");
        String cookie = cookie(open("/events/a/x?ticket=" + ticket));
        assertThat(open("/events/a/y?ticket=" + ticket, cookie).status()).isEqualTo(200);
        assertThat(open("/events/a/z?ticket=" + ticket, cookie).status()).isEqualTo(403);
        assertThat(open("/events/b/y?ticket=" + ticket, cookie).status()).isEqualTo(403);
        assertThat(ask("{\"subscribe\":[\"b\"]}", bearer("a/**")).status()).isEqualTo(403);
    }

    @Test
    @DisplayName("is no token: it publishes nothing, reads no history and gets no other ticket")
    void noToken() {
        String ticket = ticket("**");
        String asToken = "Authorization: Bearer " + ticket;
        try (RawClient client = hub.connect()) {
            assertThat(client.post("/events/a?ticket=" + ticket, "x").answer().status())
                    .isEqualTo(401);
            assertThat(client.post("/events/a", "x", asToken).answer().status()).isEqualTo(401);
            assertThat(client.get("/history?ticket=" + ticket).answer().status())
                    .isEqualTo(401);
            assertThat(client.get("/history", asToken).answer().status()).isEqualTo(401);
        }
        assertThat(ask("", asToken).status()).isEqualTo(401);
        assertThat(ask("", "Cookie: __Host-crier=" + KEY.token(List.of("**"), List.of()))
                        .status())
                .isEqualTo(401);
        assertThat(open("/events/a?ticket=" + KEY.token(List.of("**"), List.of()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("isn't spent by being looked at, and not together with a token")
    void notSpent() {
        String target = "/events/a?ticket=" + ticket("a");
        try (RawClient client = hub.connect()) {
            assertThat(client.request("HEAD", target, new String[0], "")
                            .answerToHead()
                            .status())
                    .isEqualTo(200);
        }
        RawClient.Head both = open(target, bearer("a"));
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
        assertThat(open(target).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/events/a?format=bad&ticket=, text/event-stream, 400",
        "/events/a//b?ticket=, text/event-stream, 400",
        "/events/a?replay=x&ticket=, text/event-stream, 400",
        "/events/a?ticket=, image/png, 406",
        "/events/b?ticket=, text/event-stream, 403"
    })
    @DisplayName("isn't spent by a request that is refused for what it asks")
    void notSpentByARefusal(String target, String accept, int status) {
        String ticket = ticket("a");
        assertThat(open(target + ticket, "Accept: " + accept).status()).isEqualTo(status);
        assertThat(open("/events/a?ticket=" + ticket).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("is put off where its holder has spent so many that no more can be remembered, and others' aren't")
    void noRoom() {
        for (int i = 0; i < 2_000; i++) {
            assertThat(open("/events/a?ticket=" + ticket("a")).header("Set-Cookie"))
                    .as("ticket %d is spent", i)
                    .isNotEmpty();
        }
        String target = "/events/a?ticket=" + ticket("a");
        for (int again = 0; again < 2; again++) {
            try (RawClient client = hub.connect()) {
                RawClient.Head head = client.get(target).head();
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("Set-Cookie")).as("it isn't spent").isEmpty();
                byte[] body = client.bytes(Integer.parseInt(head.header("Content-Length")));
                assertThat(new String(body, StandardCharsets.UTF_8)).matches("retry: \\d+\n\n");
                assertThat(client.closedByServer()).isTrue();
            }
        }
        String bob = "Authorization: Bearer "
                + KEY.token(claims -> {
                    claims.setSubject("bob");
                    claims.setStringListClaim("subscribe", List.of("a"));
                });
        String ofBob = new JsonObject(ask("", bob).body()).getString("ticket");
        assertThat(open("/events/a?ticket=" + ofBob).header("Set-Cookie")).isNotEmpty();
    }

    @Test
    @DisplayName("lets a browser keep the cookies of so many others, and takes the oldest ones away")
    void cookiesDoNotPileUp() {
        List<String> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            held.add("crier-ticket-%08d=x".formatted(i));
        }
        String header = "Cookie: other=1; crier-ticket-no=1; " + String.join("; ", held);
        String set = open("/events/a?ticket=" + ticket("a"), header).header("Set-Cookie");
        assertThat(set.split("Path=/events", -1)).hasSize(1 + 9 + 1);
        for (int i = 0; i < 40; i++) {
            assertThat(set.contains("crier-ticket-%08d=; Max-Age=0;".formatted(i)))
                    .as("the cookie %d is taken away", i)
                    .isEqualTo(i < 9);
        }
        assertThat(set).doesNotContain("other", "crier-ticket-no");
        String few = "Cookie: " + String.join("; ", held.subList(0, 31));
        assertThat(open("/events/a?ticket=" + ticket("a"), few).header("Set-Cookie"))
                .doesNotContain("Max-Age=0;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"subscribe\":[]}",
                "{\"subscribe\":\"a\"}",
                "{\"subscribe\":[5]}",
                "{\"subscribe\":[\"a//b\"]}",
                "{\"subscribe\":[\"a\"],\"publish\":[\"a\"]}",
                "{\"subscribe\":"
            })
    @DisplayName("is asked for in words that can be understood, or not at all")
    void malformed(String body) {
        assertThat(ask(body, bearer("**")).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("isn't for somebody without a token, and the answer says how to get there")
    void missing() {
        RawClient.Answer answer = ask("");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"crier\"");
        assertThat(answer.body()).contains("'Authorization: Bearer ...'");
    }

    @Test
    @DisplayName("leaves a cookie for TLS alone, except on the machine itself")
    void secure() {
        for (String host : List.of("hub.example", "192.168.1.7:8080", "localhost.example")) {
            try (RawClient client = hub.connect()) {
                client.send("GET /events/a?ticket=" + ticket("a") + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(client.head().header("Set-Cookie")).as(host).contains("; Secure");
            }
        }
        for (String host : List.of("localhost:8080", "127.0.0.1:8080", "[::1]:8080")) {
            try (RawClient client = hub.connect()) {
                client.send("GET /events/a?ticket=" + ticket("a") + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(client.head().header("Set-Cookie"))
                        .as(host)
                        .isNotEmpty()
                        .doesNotContain("Secure");
            }
        }
    }

    @Test
    @DisplayName("leaves a cookie for TLS alone where a proxy encrypts that asks by the machine's own address")
    void secureBehindAProxy() {
        hub.close();
        hub = TestHub.start(config -> config.withDev(false)
                .withAuth(KEY.config(folder).withSubscribe(Access.TOKEN))
                .withServer(config.server().withProxies(ProxyConfig.NONE.withTrusted("127.0.0.0/8"))));
        assertThat(open("/events/a?ticket=" + ticket("a"), "X-Forwarded-Proto: https")
                        .header("Set-Cookie"))
                .contains("; Secure");
        assertThat(open("/events/a?ticket=" + ticket("a"), "X-Forwarded-Proto: http")
                        .header("Set-Cookie"))
                .isNotEmpty()
                .doesNotContain("Secure");
    }

    @Test
    @DisplayName("outlives the hub where its secret does, but isn't good to open a stream there")
    void restart() throws Exception {
        Path secret = java.nio.file.Files.writeString(folder.resolve("tickets"), "s".repeat(43) + "\n");
        UnaryOperator<AuthConfig> kept = auth -> new AuthConfig(
                auth.subscribe(),
                auth.publish(),
                auth.keys(),
                auth.jwks(),
                auth.jwksRefresh(),
                auth.algorithms(),
                auth.issuer(),
                auth.audience(),
                auth.leeway(),
                auth.ticketTtl(),
                Optional.of(secret));
        hub.close();
        hub = start(kept);
        String spent = ticket("a");
        String unspent = ticket("a");
        String cookie = cookie(open("/events/a?ticket=" + spent));
        hub.close();
        hub = start(kept);
        assertThat(open("/events/a?ticket=" + spent, cookie).status()).isEqualTo(200);
        assertThat(open("/events/a?ticket=" + spent).status()).isEqualTo(401);
        assertThat(open("/events/a?ticket=" + unspent).status()).isEqualTo(401);
        hub.close();
        TestKey another = TestKey.of("another", "ES256");
        hub = start(auth -> kept.apply(another.config(folder).withSubscribe(Access.TOKEN)));
        assertThat(open("/events/a?ticket=" + spent, cookie).status())
                .as("without the key of its token")
                .isEqualTo(401);
        hub.close();
        hub = start(auth -> auth);
        assertThat(open("/events/a?ticket=" + spent, cookie).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("is spent by one of those who come with it at the same time")
    void race() throws Exception {
        String target = "/events/a?ticket=" + ticket("a");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(hub.connect());
        }
        clients.forEach(client -> client.get(target));
        List<Integer> statuses =
                clients.stream().map(client -> client.head().status()).toList();
        clients.forEach(RawClient::close);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(19);
    }

    @Test
    @DisplayName("is let into what is open to all by a hub whose topics are open in part")
    void open() {
        hub.close();
        hub = TestHub.start(config -> config.withAuth(KEY.config(folder))
                .withTopics(Map.of(
                        TopicFilter.of("private/**"),
                        new dev.crier.server.config.HubConfig.TopicConfig(
                                new dev.crier.server.config.RetentionConfig.Partial(
                                        Optional.empty(), Optional.empty(), Optional.empty()),
                                Optional.of(Access.TOKEN),
                                Optional.empty()))));
        RawClient.Answer answer = ask("{\"subscribe\":[\"public\",\"private/x\"]}", bearer("private/x"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String ticket = new JsonObject(answer.body()).getString("ticket");
        assertThat(open("/events?topic=public&topic=private/x&ticket=" + ticket).status())
                .isEqualTo(200);
    }
}
