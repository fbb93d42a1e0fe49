package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("The log has of a stream")
class StreamLogTest {

    private static final Logger ALL = (Logger) LoggerFactory.getLogger("dev.crier");

    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> capture = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    @BeforeEach
    void listen() {
        capture.start();
        ALL.addAppender(capture);
    }

    @AfterEach
    void hangUp() {
        ALL.detachAppender(capture);
    }

    private List<String> about(String topic) {
        return lines.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(topic))
                .toList();
    }

    private void closedBy(String topic, String reason) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(about(topic)).hasSize(2).last().asString().endsWith(": " + reason));
    }

    @Test
    @DisplayName("one line when it opens and one when it closes, nothing of an event, and no secret")
    void twoLines() {
        try (TestHub hub = TestHub.start()) {
            try (RawClient reader = hub.connect()
                    .get("/events/mine/a?token=s3cret&x=%0aforged%1b[2J", "X-Secret: s3cret", "Cookie: x=s3cret")) {
                reader.head();
                for (int i = 0; i < 20; i++) {
                    hub.publish("mine/a", "hello " + i);
                }
                reader.chunksUntil(text -> text.contains("hello 19"));
            }
            closedBy("mine/a", "client");
            assertThat(about("mine/a").get(0)).matches("Stream opened: 127\\.0\\.0\\.1:\\d+ reads mine/a as SSE");
            assertThat(about("mine/a").get(1))
                    .matches("Stream closed: 127\\.0\\.0\\.1:\\d+ read mine/a for [0-9.]+ s, 20 events in \\d{3,}"
                            + " bytes: client");
            assertThat(lines.stream().map(ILoggingEvent::getFormattedMessage))
                    .noneMatch(line -> line.contains("s3cret") || line.contains("hello") || line.contains("forged"));
            assertThat(lines.stream()
                            .filter(line -> line.getFormattedMessage().contains("closed"))
                            .flatMap(line -> line.getKeyValuePairs().stream())
                            .map(pair -> pair.key))
                    .containsExactly("address", "topics", "seconds", "events", "bytes", "reason");
        }
    }

    @Test
    @DisplayName("a few of its topics and the number of the others, however many and long they are")
    void manyTopics() {
        String query = IntStream.range(0, 60)
                .mapToObj(i -> "topic=many/" + i + "/" + "x".repeat(200))
                .collect(Collectors.joining("&"));
        try (TestHub hub = TestHub.start()) {
            try (RawClient reader = hub.connect().get("/events?" + query)) {
                reader.head();
            }
            closedBy("many/", "client");
            assertThat(about("many/")).allMatch(line -> line.length() < 500 && line.contains(" and 59 more "));
            assertThat(lines.stream()
                            .filter(line -> line.getFormattedMessage().contains("many/"))
                            .map(line -> line.getKeyValuePairs().stream()
                                    .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)))))
                    .hasSize(2)
                    .allMatch(keys -> keys.get("topics").length() < 400
                            && keys.get("more").equals("59"));
        }
    }

    @Test
    @DisplayName("why the hub ended it")
    void reasons() {
        try (TestHub hub =
                        TestHub.start(config -> config.withSse(config.sse().withStallTimeout(Duration.ofMillis(300))));
                RawClient stalled = RawClient.to(hub.port(), 8 << 10).get("/events/flood");
                RawClient drained = hub.connect().get("/events/quiet")) {
            stalled.head();
            drained.head();
            for (int i = 0; i < 200; i++) {
                hub.publish("flood", "x".repeat(50_000));
            }
            closedBy("flood", "stalled");
            TestHub.await(hub.server().stop());
            closedBy("quiet", "drained");
        }
    }
}
