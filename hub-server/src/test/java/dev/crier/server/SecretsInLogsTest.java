package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.crier.server.auth.TestKey;
import dev.crier.server.config.AuthConfig.Access;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@DisplayName("The log, at its most talkative,")
class SecretsInLogsTest {

    private static final TestKey KEY = TestKey.of("issuer", "ES256");
    private static final TestKey STRANGER = TestKey.of("stranger", "ES256");

    private static final class Kept extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            lines.add(event.getLoggerName() + ": " + event.getFormattedMessage()
                    + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
        }
    }

    @TempDir
    Path folder;

    @Test
    @DisplayName("has no token, ticket or cookie in it, good or bad")
    void nothingSecret() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        Kept kept = new Kept();
        kept.start();
        root.addAppender(kept);
        root.setLevel(Level.TRACE);
        try (TestHub hub = TestHub.start(
                config -> config.withDev(false).withAuth(KEY.config(folder).withSubscribe(Access.TOKEN)))) {
            String good = KEY.token(List.of("a"), List.of("a"));
            String narrow = KEY.token(List.of("b"), List.of("b"));
            String expired = KEY.token(claims -> claims.setExpirationTimeMinutesInTheFuture(-9));
            String strange = STRANGER.token(List.of("a"), List.of("a"));
            String malformed = "SECRET.of.somebody, who mistyped";
            for (String token : List.of(good, narrow, expired, strange, malformed)) {
                ask(hub, client -> client.post("/events/a", "x", "Authorization: Bearer " + token));
                ask(hub, client -> client.post("/events/a", "x", "Cookie: __Host-crier=" + token));
                ask(hub, client -> client.get("/history/a", "Authorization: Bearer " + token));
                ask(hub, client -> client.get("/history/a%ff", "Authorization: Bearer " + token));
            }
            String ticket = new JsonObject(
                            ask(hub, client -> client.post("/tickets", "", "Authorization: Bearer " + good))
                                    .body())
                    .getString("ticket");
            String cookie;
            try (RawClient client = hub.connect()) {
                cookie = client.get("/events/a?ticket=" + ticket)
                        .head()
                        .header("Set-Cookie")
                        .split("[=;]", 3)[1];
            }
            ask(hub, client -> client.get("/events/a?ticket=" + ticket + "&format=wrong"));
            ask(hub, client -> client.get("/events/%ff?ticket=" + ticket));
            ask(hub, client -> client.get("/nothing?ticket=" + ticket));
            assertThat(kept.lines).isNotEmpty();
            for (String secret : List.of(good, narrow, expired, strange, "SECRET", ticket, cookie)) {
                String part = secret.substring(secret.lastIndexOf('.') + 1);
                assertThat(kept.lines).noneMatch(line -> line.contains(part));
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(kept);
        }
    }

    private static RawClient.Answer ask(TestHub hub, java.util.function.Consumer<RawClient> request) {
        try (RawClient client = hub.connect()) {
            request.accept(client);
            return client.answer();
        }
    }
}
