package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.settings.Settings;
import dev.crier.core.source.SourceDefinition;
import dev.crier.server.config.HubConfig.SourceConfig;
import dev.crier.server.config.LogConfig;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("A hub whose history is in Redis counts")
@Tag("redis")
@ExtendWith(ToolCondition.ForRedis.class)
class RedisMetricsTest {

    /** What only such a hub has. */
    static final Set<String> NAMES = Set.of(
            "crier_redis_pending_appends",
            "crier_redis_pending_bytes",
            "crier_redis_resent_appends_total",
            "crier_redis_reconnects_total",
            "crier_redis_history_breaks_total");

    private final RedisProcess redis = RedisProcess.start();

    @AfterEach
    void stop() {
        redis.close();
    }

    private TestHub hub() {
        return TestHub.start(config -> config.withLog(Settings.with(LogConfig.MEMORY, "url", Optional.of(redis.url())))
                .withSources(Map.of(
                        "feed",
                        new SourceConfig(
                                "counter",
                                Optional.of(SourceDefinition.Run.ONCE),
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("topic", "feed")
                                        .put("every", "1h")))));
    }

    private static Map<String, Double> scrape(TestHub hub) {
        return hub.server()
                .metrics()
                .scrape(HubMetrics.TEXT)
                .lines()
                .filter(line -> line.startsWith("crier_"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Double.parseDouble(words[1])));
    }

    private static double value(TestHub hub, String series) {
        return scrape(hub).get(series);
    }

    @Test
    @DisplayName("what waits in an outage, and what it took to go on, and that the history is another one")
    void outage() {
        try (TestHub hub = hub()) {
            hub.publish("a", "before");
            assertThat(scrape(hub).keySet().stream().filter(name -> name.startsWith("crier_redis_")))
                    .containsExactlyInAnyOrderElementsOf(NAMES);
            await().untilAsserted(() -> assertThat(NAMES)
                    .allSatisfy(name -> assertThat(value(hub, name)).isZero()));

            redis.kill();
            Future<EventId> waiting = hub.server().hub().publisher().publish(EventDraft.of(Topic.of("a"), "meanwhile"));
            await().untilAsserted(() -> {
                assertThat(value(hub, "crier_redis_pending_appends")).isPositive();
                assertThat(value(hub, "crier_redis_pending_bytes")).isGreaterThan("meanwhile".length());
            });

            redis.startAgain();
            await().until(waiting::isComplete);
            await().untilAsserted(() -> {
                assertThat(value(hub, "crier_redis_pending_appends")).isZero();
                assertThat(value(hub, "crier_redis_pending_bytes")).isZero();
                assertThat(value(hub, "crier_redis_reconnects_total")).isGreaterThanOrEqualTo(2);
                assertThat(value(hub, "crier_redis_resent_appends_total")).isPositive();
                assertThat(value(hub, "crier_redis_history_breaks_total")).isPositive();
            });
        }
    }

    @Test
    @DisplayName("as not ready, where replicas must have each event and there are none")
    void noReplicas() {
        LogConfig log = Settings.with(LogConfig.MEMORY, "url", Optional.of(redis.url()));
        try (TestHub hub = TestHub.start(config -> config.withLog(Settings.with(log, "replicas", 1)))) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(hub.server().hub().state().detail())
                            .isEqualTo("too few replicas of Redis keep up: 0, and each event must be on 1"));
        }
    }

    @Test
    @DisplayName("a source that runs once as up where it runs, and on standby elsewhere")
    void standby() {
        try (TestHub one = hub();
                TestHub other = hub()) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(List.of(standing(one), standing(other)))
                            .containsExactlyInAnyOrder("up 1.0, standby 0.0", "up 0.0, standby 1.0"));
        }
    }

    private static String standing(TestHub hub) {
        return "up " + value(hub, "crier_source_up{source=\"feed\"}") + ", standby "
                + value(hub, "crier_source_standby{source=\"feed\"}");
    }
}
