package dev.crier.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.HubConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The keys of a JWK set")
class KeyRingTest {

    private static final TestKey OLD = TestKey.of("old", "ES256");
    private static final TestKey NEW = TestKey.of("new", "EdDSA");

    private Vertx vertx;
    private final AtomicReference<String> served = new AtomicReference<>("");
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() {
        vertx = Vertx.vertx();
        server = wait(vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    String body = served.get();
                    request.response().setStatusCode(body.isEmpty() ? 500 : 200).end(body);
                })
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        wait(vertx.close());
    }

    private static <T> T wait(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private KeyRing ring(Duration pause) {
        return ring(pause, Clock.systemUTC());
    }

    private KeyRing ring(Duration pause, Clock clock) {
        String address = "http://127.0.0.1:" + server.actualPort() + "/jwks.json";
        AuthConfig config = HubConfig.defaults().auth().withJwks(address);
        return new KeyRing(vertx, config, Optional.of(new KeySetAddress(vertx, address)), clock, pause);
    }

    private static boolean accepts(KeyRing ring, TestKey key) {
        return ring.verifier().verify(key.token(claims -> {})) instanceof Verdict.Accepted;
    }

    @Test
    @DisplayName("are read at the start, and again for a key that is unknown")
    void rotation() {
        served.set(TestKey.jwks(OLD));
        KeyRing ring = ring(Duration.ZERO);
        wait(ring.start());
        String token = OLD.token(claims -> {});
        assertThat(ring.verifier().verify(token)).isInstanceOf(Verdict.Accepted.class);
        assertThat(accepts(ring, NEW)).isFalse();
        served.set(TestKey.jwks(OLD, NEW));
        wait(ring.refreshForUnknown());
        assertThat(accepts(ring, OLD)).isTrue();
        assertThat(accepts(ring, NEW)).isTrue();
        served.set(TestKey.jwks(NEW));
        wait(ring.refresh());
        assertThat(ring.verifier().verify(token))
                .as("a token that was verified before its key left")
                .isNotInstanceOf(Verdict.Accepted.class);
    }

    @Test
    @DisplayName("are read for strangers no more often than every few seconds")
    void rateLimited() {
        served.set(TestKey.jwks(OLD));
        KeyRing ring = ring(Duration.ofMinutes(10));
        wait(ring.start());
        for (int i = 0; i < 100; i++) {
            wait(ring.refreshForUnknown());
        }
        assertThat(asked).as("at the start and once for them").hasValue(2);
    }

    @Test
    @DisplayName("stay as they are when they can't be read again")
    void failing() {
        served.set(TestKey.jwks(OLD));
        KeyRing ring = ring(Duration.ZERO);
        wait(ring.start());
        String deep = "{\"keys\":[" + "[".repeat(9_000);
        String huge = TestKey.jwks(NEW) + " ".repeat(300_000);
        for (String broken : List.of("", "no json", "{}", "{\"keys\":5}", deep, huge)) {
            served.set(broken);
            wait(ring.refresh());
            assertThat(accepts(ring, OLD)).isTrue();
        }
        wait(server.close());
        wait(ring.refresh());
        assertThat(accepts(ring, OLD)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"old\",\"k\":\"AAAA\"}]}"})
    @DisplayName("are good no more once the set has none")
    void emptied(String none) {
        served.set(TestKey.jwks(OLD));
        KeyRing ring = ring(Duration.ZERO);
        wait(ring.start());
        assertThat(accepts(ring, OLD)).isTrue();
        served.set(none);
        wait(ring.refresh());
        assertThat(accepts(ring, OLD)).isFalse();
        assertThat(ring.unread()).isFalse();
        served.set(TestKey.jwks(OLD));
        wait(ring.refresh());
        assertThat(accepts(ring, OLD)).isTrue();
    }

    @Test
    @DisplayName("that have left are told of, after they have")
    void left() {
        served.set(TestKey.jwks(OLD, NEW));
        KeyRing ring = ring(Duration.ZERO);
        List<Set<String>> told = new CopyOnWriteArrayList<>();
        List<Boolean> good = new CopyOnWriteArrayList<>();
        ring.onLeft(gone -> {
            told.add(gone);
            good.add(accepts(ring, OLD));
        });
        wait(ring.start());
        served.set(TestKey.jwks(NEW));
        wait(ring.refresh());
        wait(ring.refresh());
        assertThat(told).containsExactly(Set.of(OLD.verificationKey().digest()));
        assertThat(good).containsExactly(false);
    }

    @Test
    @DisplayName("that can't be had at the start come later, and until then it is known that they are missing")
    void late() {
        KeyRing ring = ring(Duration.ZERO);
        assertThat(ring.unread()).isTrue();
        wait(ring.start());
        assertThat(ring.unread()).isTrue();
        assertThat(accepts(ring, OLD)).isFalse();
        served.set(TestKey.jwks(OLD));
        wait(ring.refreshForUnknown());
        assertThat(ring.unread()).isFalse();
        assertThat(accepts(ring, OLD)).isTrue();
    }

    @Test
    @DisplayName("that can't be had at the start are asked for again soon, though nobody needs them")
    void insists() {
        KeyRing ring = ring(Duration.ZERO);
        wait(ring.start());
        served.set(TestKey.jwks(OLD));
        await().atMost(Duration.ofSeconds(60)).until(() -> !ring.unread());
        assertThat(accepts(ring, OLD)).isTrue();
    }

    @Test
    @DisplayName("are asked again where they changed while a token was looked at")
    void changedMeanwhile() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        KeyRing ring = ring(Duration.ofMinutes(10), new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                meanwhile.getAndSet(() -> {}).run();
                return Instant.now();
            }
        });
        served.set(TestKey.jwks(OLD));
        wait(ring.start());
        wait(ring.refreshForUnknown()); // so that it isn't read for strangers now
        served.set(TestKey.jwks(OLD, NEW));
        meanwhile.set(() -> wait(ring.refresh()));
        assertThat(wait(ring.verify(NEW.token(claims -> {})))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    @DisplayName("are read for strangers also after the clock was set back")
    void clockSetBack() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        KeyRing ring = ring(Duration.ofNanos(1), new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        });
        served.set(TestKey.jwks(OLD));
        wait(ring.start());
        wait(ring.refreshForUnknown());
        now.set(now.get().minus(Duration.ofHours(1)));
        served.set(TestKey.jwks(OLD, NEW));
        wait(ring.refreshForUnknown());
        assertThat(accepts(ring, NEW)).isTrue();
    }

    @Test
    @DisplayName("are read once for all who ask at the same time")
    void together() {
        served.set(TestKey.jwks(OLD));
        KeyRing ring = ring(Duration.ZERO);
        Future<Void> one = ring.refresh();
        Future<Void> two = ring.refreshForUnknown();
        assertThat(two).isSameAs(one);
        wait(two);
        await().untilAsserted(() -> assertThat(asked).hasValue(1));
    }

    @Test
    @DisplayName("are those that sign, each for its one algorithm; secrets are passed over")
    void documents() {
        TestKey rsa = TestKey.of("rsa", "PS256");
        String withoutAlgorithm = NEW.jwk().replace("\"alg\":\"EdDSA\",", "").replace(",\"alg\":\"EdDSA\"", "");
        String secret = "{\"kty\":\"oct\",\"alg\":\"HS256\",\"kid\":\"s\",\"k\":\"" + "A".repeat(64) + "\"}";
        String encrypts = OLD.jwk().replace("\"kid\"", "\"use\":\"enc\",\"kid\"");
        List<VerificationKey> keys = KeySetDocument.keys(
                "{\"keys\":[" + String.join(",", secret, encrypts, withoutAlgorithm, rsa.jwk()) + "]}");
        assertThat(keys).extracting(VerificationKey::id).containsExactly("new", "rsa");
        assertThat(keys).extracting(key -> key.algorithm().toString()).containsExactly("EdDSA", "PS256");
        assertThat(keys.toString()).doesNotContain("modulus");
    }
}
