package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.TopicFilter;
import dev.crier.server.auth.TestKey;
import dev.crier.server.config.AuthConfig.Access;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.HubConfig.TopicConfig;
import dev.crier.server.config.RetentionConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
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

@DisplayName("A hub with a key")
class AuthTest {

    private static final TestKey KEY = TestKey.of("issuer", "ES256");
    private static final RetentionConfig.Partial TWO_EVENTS =
            new RetentionConfig.Partial(Optional.of(2), Optional.empty(), Optional.empty());

    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = start(config -> config);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    /** Everything is open to read but what begins with private/ or hub/, and who publishes needs a token. */
    private TestHub start(UnaryOperator<HubConfig> changes) {
        TopicConfig token = new TopicConfig(TWO_EVENTS, Optional.of(Access.TOKEN), Optional.empty());
        return TestHub.start(config -> changes.apply(config.withDev(false)
                .withAuth(KEY.config(folder))
                .withTopics(Map.of(
                        TopicFilter.of("private/**"), token,
                        TopicFilter.of("hub/**"), token))));
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static String reading(String... patterns) {
        return bearer(KEY.token(List.of(patterns), List.of()));
    }

    private static String publishing(String... patterns) {
        return bearer(KEY.token(List.of(), List.of(patterns)));
    }

    private RawClient.Answer get(String target, String... headers) {
        try (RawClient client = hub.connect()) {
            return client.get(target, headers).answer();
        }
    }

    private RawClient.Answer post(String target, String body, String... headers) {
        try (RawClient client = hub.connect()) {
            return client.post(target, body, headers).answer();
        }
    }

    private static void refused(RawClient.Answer answer, int status, String challenge, String detail) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"crier\"" + (challenge.isEmpty() ? "" : ", error=\"" + challenge + "\""));
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains(detail);
    }

    // ---- publishing

    @Test
    @DisplayName("lets publish who has a token for the topic")
    void publishes() {
        assertThat(post("/events/a/b", "hello", publishing("a/*")).status()).isEqualTo(200);
        assertThat(post("/events/a/b", "hello", publishing("a/*").replace("Bearer", "bEARER"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("refuses all others as RFC 6750 says")
    void refusesPublishers() {
        String token = KEY.token(List.of("**"), List.of("a/*"));
        refused(post("/events/a/b", "x"), 401, "", "needs a token whose claim 'publish'");
        refused(
                post("/events/b", "x", bearer(token)),
                403,
                "insufficient_scope",
                "'publish' doesn't match the topic 'b'");
        refused(post("/events/a/b", "x", bearer(token + "x")), 401, "invalid_token", "isn't one that this hub accepts");
        refused(post("/events/a/b", "x", "Authorization: Bearer"), 400, "invalid_request", "no token");
        refused(post("/events/a/b", "x", "Authorization: Bearer a b"), 400, "invalid_request", "no token");
        refused(post("/events/a/b", "x", bearer(token), bearer(token)), 400, "invalid_request", "more than once");
        refused(post("/events/a/b", "x", "Authorization: Basic YTpi"), 401, "", "needs a token");
        refused(
                post("/events/a/b", "x", bearer(KEY.token(claims -> claims.setExpirationTimeMinutesInTheFuture(-5)))),
                401,
                "invalid_token",
                "has expired");
        assertThat(post("/events/hub/x", "x", publishing("**", "hub/**")).status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("asks for each line of a batch whether its publisher may")
    void batches() {
        String batch = "{\"topic\":\"a/b\",\"data\":1}\n{\"topic\":\"b\",\"data\":2}\n{\"topic\":\"a/c\",\"data\":3}\n";
        String type = "Content-Type: application/x-ndjson";
        refused(post("/events", batch, type), 401, "", "needs a token");
        String[] lines = post("/events", batch, type, publishing("a/*")).body().split("\n", 3);
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).contains("\"topic\":\"a/b\"");
        assertThat(lines[1]).contains("\"status\":403").contains("\"line\":2");
        assertThat(lines[2]).contains("\"topic\":\"a/c\"");
    }

    @Test
    @DisplayName("keeps the idempotency keys of its publishers apart")
    void idempotency() {
        String alice = publishing("**");
        String bob = bearer(KEY.token(claims -> {
            claims.setSubject("bob");
            claims.setStringListClaim("publish", List.of("**"));
        }));
        String key = "Idempotency-Key: 1";
        String first = post("/events/a", "x", alice, key).body();
        assertThat(post("/events/a", "x", publishing("a"), key).body())
                .as("of the same publisher, with another token")
                .isEqualTo(first);
        assertThat(post("/events/a", "x", bob, key).body()).isNotEqualTo(first);
        assertThat(post("/events/a", "y", bob, key).status()).isEqualTo(422);
        String batch = "{\"topic\":\"a\",\"data\":1}\n";
        String type = "Content-Type: application/x-ndjson";
        String ofAlice = post("/events", batch, alice, key, type).body();
        assertThat(post("/events", batch, alice, key, type).body()).isEqualTo(ofAlice);
        assertThat(post("/events", batch, bob, key, type).body()).isNotEqualTo(ofAlice);
    }

    // ---- the cookie

    @Test
    @DisplayName("takes a token from its cookie, but from no page of a foreign origin where something changes")
    void cookies() {
        String token = KEY.token(List.of("**"), List.of("**"));
        String cookie = "Cookie: other=1; __Host-crier=" + token;
        assertThat(post("/events/a", "x", cookie).status()).isEqualTo(200);
        assertThat(post("/events/a", "x", cookie, "Origin: http://localhost", "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(post("/events/a", "x", cookie, "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(get("/history/private/x", cookie).status()).isEqualTo(200);
        refused(post("/events/a", "x", cookie + "x"), 401, "invalid_token", "isn't one");
    }

    @Test
    @DisplayName("takes no cookie from a page of an origin that isn't named, though all pages may ask")
    void cookiesOfEverybody() {
        hub.close();
        hub = start(config ->
                config.withCors(dev.crier.server.config.CorsConfig.of(List.of("*", "https://app.example"), true)));
        String token = KEY.token(List.of(), List.of("**"));
        String cookie = "Cookie: __Host-crier=" + token;
        for (String origin : List.of("https://evil.example", "null")) {
            assertThat(post("/events/a", "x", cookie, "Origin: " + origin).status())
                    .isEqualTo(403);
            assertThat(post("/events/a", "x", bearer(token), "Origin: " + origin)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(post("/events/a", "x", cookie, "Sec-Fetch-Site: cross-site").status())
                .isEqualTo(403);
        assertThat(post("/events/a", "x", cookie, "Origin: https://app.example").status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("takes no cookie from a page that may not send credentials, though its origin is named")
    void cookiesWithoutCredentials() {
        hub.close();
        hub = start(config ->
                config.withCors(dev.crier.server.config.CorsConfig.of(List.of("https://app.example"), false)));
        String token = KEY.token(List.of(), List.of("**"));
        String cookie = "Cookie: __Host-crier=" + token;
        RawClient.Answer refused = post("/events/a", "x", cookie, "Origin: https://app.example");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("cors.credentials");
        assertThat(post("/events/a", "x", bearer(token), "Origin: https://app.example")
                        .status())
                .isEqualTo(200);
        assertThat(post("/events/a", "x", cookie, "Origin: http://localhost", "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
    }

    // ---- reading

    @ParameterizedTest
    @ValueSource(
            strings = {"/events/private/x", "/history/private/x", "/topics/private/x", "/events?topic=a&topic=private/x"
            })
    @DisplayName("refuses a topic by name to who may not read it")
    void refusesReaders(String target) {
        refused(get(target), 401, "", "needs a token whose claim 'subscribe' matches the topic 'private/x'");
        refused(get(target, reading("private/y")), 403, "insufficient_scope", "'private/x'");
        refused(get(target, bearer("garbage")), 401, "invalid_token", "isn't one");
        refused(get("/events/a", bearer("garbage")), 401, "invalid_token", "isn't one");
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream", "application/x-ndjson"})
    @DisplayName("never shows a forbidden topic to a wildcard: live, replayed, in a gap or in what is listed")
    void wildcards(String accept) {
        String before = hub.publish("public", "first");
        for (int i = 0; i < 5; i++) {
            hub.publish("private/secret", "SECRET-" + i);
            hub.publish("private/mine", "mine-" + i);
            hub.publish("public", "p-" + i);
        }
        String mine = reading("private/mine");
        try (RawClient anonymous = hub.connect();
                RawClient permitted = hub.connect()) {
            String format = "Accept: " + accept;
            anonymous.get("/events?format=envelope", format, "Last-Event-ID: " + before);
            permitted.get("/events?format=envelope", format, "Last-Event-ID: " + before, mine);
            assertThat(anonymous.head().status()).isEqualTo(200);
            assertThat(permitted.head().status()).isEqualTo(200);
            String first = anonymous.chunksUntil(text -> text.contains("p-4"));
            String second = permitted.chunksUntil(text -> text.contains("p-4"));
            hub.publish("private/secret", "SECRET-live");
            hub.publish("private/mine", "mine-live");
            hub.publish("public", "p-live");
            first += anonymous.chunksUntil(text -> text.contains("p-live"));
            second += permitted.chunksUntil(text -> text.contains("p-live"));
            assertThat(first).contains("p-0").doesNotContain("private").doesNotContain("SECRET", "mine");
            assertThat(second).contains("mine-4", "mine-live").doesNotContain("secret", "SECRET");
        }
        for (String target : List.of("/history", "/topics", "/history?after=" + before, "/history?after=other-1")) {
            assertThat(get(target).body()).contains("public").doesNotContain("private");
            assertThat(get(target, mine).body()).contains("private/mine").doesNotContain("secret", "SECRET");
        }
    }

    @Test
    @DisplayName("tells a gap of no topic that the reader may not read")
    void gaps() {
        hub.close();
        hub = start(config -> config.withLimits(config.limits()
                        .withEventBytes(dev.crier.core.settings.ByteSize.ofKibibytes(1))
                        .withWindowBytes(dev.crier.core.settings.ByteSize.ofKibibytes(2)))
                .withTopicDefaults(new HubConfig.TopicDefaults(
                        new RetentionConfig(2, Duration.ofHours(1), dev.crier.core.settings.ByteSize.ofMebibytes(1)))));
        String before = hub.publish("public", "first");
        for (int i = 0; i < 50; i++) {
            hub.publish("private/secret", "s");
            hub.publish("private/mine", "m");
            hub.publish("public", "p");
        }
        for (String target : List.of("/events", "/history?after=" + before)) {
            for (String token : List.of(reading("private/mine"), "X-Nothing: 1")) {
                try (RawClient client = hub.connect()) {
                    client.get(target, "Last-Event-ID: " + before, token);
                    String text = target.startsWith("/events")
                            ? client.head().status()
                                    + client.chunksUntil(all -> all.contains("\"reason\"") && all.contains("data: p"))
                            : client.answer().body();
                    assertThat(text).contains("\"reason\":\"expired\"").doesNotContain("secret");
                    assertThat(text.contains("private/mine")).isEqualTo(token.startsWith("Auth"));
                }
            }
        }
    }

    @Test
    @DisplayName("shows sources and the hub's own topics only to who may read their reports")
    void sources() {
        hub.close();
        hub = start(config -> config.withSources(Map.of(
                "ticks",
                new HubConfig.SourceConfig(
                        "counter",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("topic", "ticks")
                                .put("every", "1h")))));
        assertThat(get("/sources").body()).isEqualTo("{\"sources\":[]}\n");
        assertThat(get("/sources", reading("hub/sources/others")).body()).isEqualTo("{\"sources\":[]}\n");
        assertThat(get("/sources", reading("hub/sources/*")).body()).contains("\"name\":\"ticks\"");
        refused(get("/events/hub/sources/x"), 401, "", "'hub/sources/x'");
        refused(get("/events/hub/**"), 401, "", "'hub/**'");
        assertThat(get("/topics?topic=hub/**", reading("hub/**")).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("answers HEAD and asks for a token there too")
    void head() {
        try (RawClient client = hub.connect()) {
            assertThat(client.request("HEAD", "/events/private/x", new String[0], "")
                            .answerToHead()
                            .status())
                    .isEqualTo(401);
            assertThat(client.request("HEAD", "/events/private/x", new String[] {reading("private/*")}, "")
                            .answerToHead()
                            .status())
                    .isEqualTo(200);
        }
    }

    // ---- keys from elsewhere

    @Test
    @DisplayName("waits for the keys of a token that it doesn't know, and loses nothing of the request meanwhile")
    void rotation() {
        TestKey next = TestKey.of("next", "EdDSA");
        AtomicReference<String> keys = new AtomicReference<>(TestKey.jwks(KEY));
        Vertx vertx = Vertx.vertx();
        HttpServer issuer = TestHub.await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end(keys.get()))
                .listen(0, "127.0.0.1"));
        hub.close();
        hub = start(config -> config.withAuth(
                HubConfig.defaults().auth().withJwks("http://127.0.0.1:" + issuer.actualPort() + "/keys")));
        try {
            assertThat(post("/events/a", "x", publishing("**")).status()).isEqualTo(200);
            keys.set(TestKey.jwks(next));
            String token = bearer(next.token(List.of("**"), List.of("**")));
            assertThat(post("/events/a", "a body that came early", token).status())
                    .isEqualTo(200);
            assertThat(get("/history/a").body()).contains("a body that came early");
            refused(post("/events/a", "x", publishing("**")), 401, "invalid_token", "isn't one");
            refused(
                    get("/history/a", bearer(TestKey.of("third", "ES256").token(List.of(), List.of()))),
                    401,
                    "invalid_token",
                    "isn't one");
        } finally {
            TestHub.await(vertx.close());
        }
    }

    @Test
    @DisplayName("ends what a key permitted when that leaves: streams, after saying so, and the tickets of its tokens")
    void keyLeaves() {
        TestKey next = TestKey.of("next", "EdDSA");
        AtomicReference<String> keys = new AtomicReference<>(TestKey.jwks(KEY));
        Vertx vertx = Vertx.vertx();
        HttpServer issuer = TestHub.await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end(keys.get()))
                .listen(0, "127.0.0.1"));
        hub.close();
        hub = start(config -> config.withAuth(
                HubConfig.defaults().auth().withJwks("http://127.0.0.1:" + issuer.actualPort() + "/keys")));
        try (RawClient byToken = hub.connect();
                RawClient byTicket = hub.connect();
                RawClient open = hub.connect()) {
            String reading = bearer(KEY.token(claims -> {
                claims.setExpirationTimeMinutesInTheFuture(60);
                claims.setStringListClaim("subscribe", List.of("private/*"));
            }));
            String unspent = "/events/private/x?ticket=" + ticket(reading);
            String target = "/events/private/x?ticket=" + ticket(reading);
            byToken.get("/events/private/x", reading);
            assertThat(byToken.head().status()).isEqualTo(200);
            RawClient.Head head = byTicket.get(target).head();
            assertThat(head.status()).isEqualTo(200);
            String cookie = "Cookie: " + head.header("Set-Cookie").split(";", 2)[0];
            open.get("/events/public");
            assertThat(open.head().status()).isEqualTo(200);
            keys.set(TestKey.jwks(next));
            assertThat(post("/events/a", "x", bearer(next.token(List.of(), List.of("**"))))
                            .status())
                    .isEqualTo(200);
            for (RawClient ended : List.of(byToken, byTicket)) { // before the first sign of life
                assertThat(ended.chunksUntil(text -> text.contains("event: hub.expired") || text.contains("\n:")))
                        .contains("event: hub.expired");
            }
            assertThat(byToken.closedByServer()).isTrue();
            assertThat(get(target, cookie).status()).isEqualTo(401);
            assertThat(get(unspent).status()).isEqualTo(401);
            hub.publish("public", "goes on");
            open.chunksUntil(text -> text.contains("goes on"));
        } finally {
            TestHub.await(vertx.close());
        }
    }

    private String ticket(String bearer) {
        return new JsonObject(post("/tickets", "", bearer).body()).getString("ticket");
    }

    @Test
    @DisplayName("that couldn't read its keys yet tells who has a token to come back, and isn't ready")
    void keysUnread() {
        AtomicReference<String> keys = new AtomicReference<>("");
        Vertx vertx = Vertx.vertx();
        HttpServer issuer = TestHub.await(vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(keys.get().isEmpty() ? 500 : 200)
                        .end(keys.get()))
                .listen(0, "127.0.0.1"));
        hub.close();
        hub = start(config -> config.withAuth(
                HubConfig.defaults().auth().withJwks("http://127.0.0.1:" + issuer.actualPort() + "/keys")));
        try {
            RawClient.Answer ready = get("/readyz");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).contains("auth.jwks");
            assertThat(get("/livez").status()).isEqualTo(200);
            for (int again = 0; again < 2; again++) {
                RawClient.Answer refused = post("/events/a", "x", publishing("**"));
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isNotEmpty();
                RawClient.Answer stream = get("/events/private/x", reading("private/*"));
                assertThat(stream.status()).isEqualTo(200);
                assertThat(stream.body()).matches("retry: \\d+\n\n");
            }
            assertThat(get("/events/private/x").status()).isEqualTo(401);
            assertThat(get("/events/private/x?format=bad", reading("private/*")).status())
                    .isEqualTo(400);
            assertThat(get("/history/public").status()).isEqualTo(200);
            keys.set(TestKey.jwks(KEY));
            await().atMost(Duration.ofSeconds(60)).until(() -> get("/readyz").status() == 200);
            assertThat(post("/events/a", "x", publishing("**")).status()).isEqualTo(200);
        } finally {
            TestHub.await(vertx.close());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("forgets a reader who leaves while it waits for the keys of their token")
    void leavesMeanwhile(boolean http2) {
        TestKey next = TestKey.of("next", "EdDSA");
        Queue<HttpServerRequest> asked = new ConcurrentLinkedQueue<>();
        Vertx vertx = Vertx.vertx();
        HttpServer issuer = TestHub.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    if (asked.isEmpty()) {
                        request.response().end(TestKey.jwks(KEY));
                    }
                    asked.add(request);
                })
                .listen(0, "127.0.0.1"));
        hub.close();
        hub = start(config -> config.withAuth(
                        HubConfig.defaults().auth().withJwks("http://127.0.0.1:" + issuer.actualPort() + "/keys"))
                .withLimits(config.limits()
                        .withConnections(config.limits().connections().withPerSubject(1))));
        String token = bearer(next.token(claims -> {
            claims.setSubject("alice");
            claims.setStringListClaim("subscribe", List.of("**"));
        }));
        try {
            try (RawClient client = hub.connect()) {
                if (http2) {
                    RawHttp2 reader = new RawHttp2(client)
                            .get(1, "/events/a", "authorization", token.substring("Authorization: ".length()));
                    await().until(() -> asked.size() == 2);
                    reader.send(RawHttp2.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8})
                            .get(3, "/livez");
                    reader.next(RawHttp2.DATA); // so the end of the first has been heard of
                } else {
                    client.get("/events/a", token);
                    await().until(() -> asked.size() == 2);
                }
            }
            await().until(() -> hub.server().connections() == 0);
            HttpServerRequest last = asked.stream().skip(1).findFirst().orElseThrow();
            last.response().end(TestKey.jwks(next));
            await().until(() -> get("/history", token).status() == 200);
            try (RawClient reader = hub.connect().get("/events/a", token)) {
                reader.head();
                assertThat(new String(reader.chunk(), StandardCharsets.UTF_8)).contains("hub.checkpoint");
                assertThat(hub.server().streams()).isEqualTo(1);
            }
        } finally {
            TestHub.await(vertx.close());
        }
    }

    // ---- the end

    private static String expiringSoon() {
        return bearer(KEY.token(claims -> {
            claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() + 4));
            claims.setStringListClaim("subscribe", List.of("private/**"));
        }));
    }

    @Test
    @DisplayName("breaks an expired stream off whose reader doesn't take its end")
    void unreadEnd() {
        hub.close();
        hub = start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofMillis(300))));
        try (RawHttp2 reader = new RawHttp2(hub.connect())) {
            reader.send(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}); // streams begin without any window
            reader.get(1, "/events/private/a", "authorization", expiringSoon().substring("Authorization: ".length()));
            RawHttp2.Frame broken = reader.next(RawHttp2.RST_STREAM);
            assertThat(broken.stream()).isEqualTo(1);
            assertThat(broken.error()).as("CANCEL").isEqualTo(8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/event-stream, identity, event: hub.expired",
        "application/x-ndjson, identity, {\"control\":\"expired\"}",
        "text/event-stream, gzip, event: hub.expired",
        "application/x-ndjson, gzip, {\"control\":\"expired\"}",
        "text/event-stream, zstd, event: hub.expired"
    })
    @DisplayName("ends a stream when its token expires, after saying so")
    void expires(String accept, String coding, String farewell) throws Exception {
        hub.close();
        hub = start(config -> config.withAuth(config.auth().withLeeway(Duration.ZERO)));
        hub.publish("private/x", "before");
        try (RawClient client = hub.connect();
                RawClient open = hub.connect()) {
            open.get("/events/public");
            assertThat(open.head().status()).isEqualTo(200);
            client.get(
                    "/events/private/x?lastEventId=earliest",
                    "Accept: " + accept,
                    "Accept-Encoding: " + coding,
                    expiringSoon());
            assertThat(client.head().status()).isEqualTo(200);
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                bytes.writeBytes(chunk);
            }
            String text;
            try (Decoding decoding = Decoding.of(coding)) {
                text = new String(decoding.text(bytes.toByteArray()), java.nio.charset.StandardCharsets.UTF_8);
            }
            assertThat(text).contains("before").contains(farewell);
            assertThat(text.strip().substring(text.indexOf(farewell))).hasSizeLessThan(60);
            assertThat(client.closedByServer()).isTrue();
            hub.publish("public", "goes on");
            open.chunksUntil(all -> all.contains("goes on"));
        }
    }

    // ---- without a key

    @Test
    @DisplayName("says how to configure one, if it has none")
    void withoutKey() {
        hub.close();
        hub = TestHub.start(config -> config.withDev(false));
        refused(
                post("/events/a", "x"),
                401,
                "",
                "set auth.keys or auth.jwks in its configuration, or start it with --dev");
        refused(post("/events/a", "x", publishing("**")), 401, "", "set auth.keys");
        refused(post("/tickets", "", reading("**")), 401, "", "set auth.keys");
        assertThat(get("/history", "Authorization: Bearer whatever").status()).isEqualTo(200);
    }
}
