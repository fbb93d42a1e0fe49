package dev.crier.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.crier.core.settings.ByteSize;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * A hub that gets any bytes on connections of their own, while an innocent stream and an innocent client look on from two
 * others: whatever came, they notice nothing of it. For one thread.
 */
final class BesiegedHub implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BLOCKED = "io.vertx.core.impl.BlockedThreadChecker";
    private static final Pattern BLOCKED_FOR = Pattern.compile("blocked for (\\d+) ms");

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Complaints log = new Complaints();
    private final TestHub hub;
    private final RawClient stream;
    private final RawClient client;

    /** A topic that no attacker can guess. */
    private final String topic = "innocent/" + UUID.randomUUID();

    private int published;

    /** Keeps what says that the hub failed, or that an event loop was held up. */
    private final class Complaints extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) || blockedForLong(event)) {
                complaints.add(event.getLoggerName() + ": " + event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()));
            }
        }
    }

    /** A loaded machine may halt any thread for a few seconds; what an attacker can do has no end. */
    private static boolean blockedForLong(ILoggingEvent event) {
        Matcher time = BLOCKED_FOR.matcher(event.getFormattedMessage());
        return event.getLoggerName().equals(BLOCKED) && (!time.find() || Long.parseLong(time.group(1)) >= 3_000);
    }

    BesiegedHub() {
        log.start();
        root().addAppender(log);
        hub = TestHub.start(config -> config.withLimits(config.limits()
                .withTopics(1_000)
                .withWindowBytes(ByteSize.ofMebibytes(8))
                .withLogBytes(ByteSize.ofMebibytes(8))));
        stream = hub.connect().get("/events/" + topic);
        assertThat(stream.head().status()).isEqualTo(200);
        stream.chunksUntil(text -> text.contains("hub.checkpoint"));
        client = hub.connect();
        assertThat(client.get("/livez").answer().status()).isEqualTo(200);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /**
     * Sends bytes on a connection of their own and ends them; answers what the hub sent until it closed, in ISO-8859-1. That
     * it closes is part of what must hold.
     */
    String attack(byte[] bytes) {
        try (RawClient attacker = hub.connect()) {
            attacker.send(bytes).endOutput();
            return new String(attacker.rest(), ISO_8859_1);
        } catch (UncheckedIOException broken) {
            assertThat(broken.getCause()).isNotInstanceOf(java.net.SocketTimeoutException.class);
            return "";
        }
    }

    /** The innocent have missed nothing, the hub has failed at nothing, and of the attackers nothing is left. */
    void assertUnharmed() {
        published++;
        hub.publish(topic, "number " + published);
        List<String> data = stream.chunksUntil(text -> text.contains("data: number " + published + "\n"))
                .lines()
                .filter(line -> line.startsWith("data: "))
                .toList();
        assertThat(data).containsExactly("data: number " + published);
        RawClient.Answer answer = client.get("/livez").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("live");
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> {
                    assertThat(hub.server().connections()).as("connections").isEqualTo(2);
                    assertThat(hub.server().streams()).as("streams").isEqualTo(1);
                    assertThat(hub.server().unsent()).as("unsent bytes").isZero();
                });
        assertThat(complaints).isEmpty();
    }

    @Override
    public void close() {
        stream.close();
        client.close();
        hub.close();
        root().detachAppender(log);
    }
}
