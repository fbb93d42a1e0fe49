package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.server.config.HubConfig.SourceConfig;
import dev.crier.server.metrics.Exposition;
import dev.crier.server.metrics.Exposition.Family;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

@DisplayName("What /metrics serves")
class MetricsDocTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| ([a-z]+) \\|([^|]*)\\|");
    private static final Pattern SERIES = Pattern.compile("\\b(?:crier|jvm|process|system)_[a-z0-9_]+\\b");

    /** What the JVM has only once it has collected in such a way, and a hub whose history is in Redis. */
    private static final Set<String> SOMETIMES = new TreeSet<>(RedisMetricsTest.NAMES);

    static {
        SOMETIMES.add("jvm_gc_concurrent_phase_time_seconds");
        SOMETIMES.add("jvm_gc_concurrent_phase_time_seconds_max");
    }

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(config -> config.withSources(Map.of(
                "ticks",
                new SourceConfig(
                        "counter",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("topic", "ticks")
                                .put("every", "10ms")))));
        System.gc();
        await().untilAsserted(() -> assertThat(served(false)).containsKey("jvm_gc_pause_seconds"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static Map<String, Family> served(boolean open) {
        String type = open ? HubMetrics.OPEN_METRICS : HubMetrics.TEXT;
        try (RawClient client = hub.connectAdmin().get("/metrics", "Accept: " + type)) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            return Exposition.parse(answer.body(), open);
        }
    }

    private static Set<String> seriesNames() {
        Set<String> names = new TreeSet<>(SOMETIMES);
        served(false).values().forEach(family -> family.samples().forEach(sample -> names.add(sample.name())));
        return names;
    }

    @Test
    @DisplayName("is exactly what docs/operations.md lists, with types and labels")
    void documented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DOCS.resolve("operations.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) + " " + row.group(3).strip());
        }
        Map<String, String> served = new TreeMap<>();
        served(false).forEach((name, family) -> {
            Set<String> labels = new TreeSet<>();
            family.samples().forEach(sample -> labels.addAll(sample.labels().keySet()));
            labels.remove("le");
            served.put(name, (family.type() + " " + String.join(", ", labels)));
        });
        served.replaceAll((name, shown) -> shown.strip());
        documented.replaceAll((name, shown) -> shown.replace("`", "").strip());
        SOMETIMES.forEach(name -> served.putIfAbsent(name, documented.getOrDefault(name, "?")));
        assertThat(documented).isEqualTo(served);
    }

    @Test
    @DisplayName("has no reason that docs/operations.md doesn't explain")
    void reasons() throws IOException {
        List<String> lines = Files.readAllLines(DOCS.resolve("operations.md"));
        served(false)
                .forEach((name, family) -> family.samples().forEach(sample -> {
                    for (String label : List.of("reason", "result")) {
                        String value = sample.labels().getOrDefault(label, "");
                        if (name.startsWith("crier_") && !value.isEmpty()) {
                            assertThat(lines)
                                    .anyMatch(line ->
                                            line.startsWith("| `" + name + "`") && line.contains("`" + value + "`"));
                        }
                    }
                }));
    }

    @Test
    @DisplayName("can be read strictly, in both formats")
    void strict() {
        // The JVM may add a family of its own between the two.
        await().untilAsserted(() ->
                assertThat(served(false)).hasSameSizeAs(served(true)).hasSizeGreaterThan(40));
    }

    @Test
    @DisplayName("has no label whose values clients choose")
    void bounded() {
        served(false).forEach((name, family) -> {
            if (name.startsWith("crier_")) {
                family.samples()
                        .forEach(sample -> assertThat(sample.labels().keySet())
                                .as(name)
                                .isSubsetOf("reason", "result", "source", "loop", "le"));
            }
        });
    }

    @Test
    @DisplayName("does not grow with topics, clients and what they send")
    void growsWithNothing() {
        int before = size();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            hub.publish("grown/" + i, "x");
            clients.add(hub.connect().get("/events/grown/" + i + "?replay=1"));
            clients.get(i).head();
        }
        clients.forEach(RawClient::close);
        assertThat(size()).isEqualTo(before);
    }

    private static int size() {
        return served(false).values().stream()
                .filter(family -> family.name().startsWith("crier_"))
                .mapToInt(family -> family.samples().size())
                .sum();
    }

    private static void assertServed(String expression, Set<String> served) {
        Matcher name = SERIES.matcher(expression.replaceAll("\"[^\"]*\"", ""));
        boolean any = false;
        while (name.find()) {
            any = true;
            assertThat(served).as(expression).contains(name.group());
        }
        assertThat(any || expression.startsWith("up{")).as(expression).isTrue();
    }

    @Test
    @DisplayName("has all that the dashboard shows")
    void dashboard() throws IOException {
        JsonObject dashboard = new JsonObject(Files.readString(DOCS.resolve("grafana/crier.json")));
        assertThat(dashboard.getString("uid")).isEqualTo("crier");
        Set<String> served = seriesNames();
        Set<Integer> ids = new TreeSet<>();
        int expressions = 0;
        JsonArray panels = dashboard.getJsonArray("panels");
        for (int i = 0; i < panels.size(); i++) {
            JsonObject panel = panels.getJsonObject(i);
            assertThat(ids.add(panel.getInteger("id"))).isTrue();
            for (Object target : panel.getJsonArray("targets", new JsonArray())) {
                assertServed(((JsonObject) target).getString("expr"), served);
                expressions++;
            }
        }
        assertThat(expressions).isGreaterThan(30);
    }

    @Test
    @DisplayName("has all that the alert rules ask")
    void alerts() throws IOException {
        Map<String, List<Map<String, Object>>> file =
                new Yaml().load(Files.readString(DOCS.resolve("prometheus/alerts.yml")));
        Set<String> served = seriesNames();
        Set<String> names = new TreeSet<>();
        for (Map<String, Object> group : file.get("groups")) {
            for (Object each : (List<?>) group.get("rules")) {
                Map<?, ?> rule = (Map<?, ?>) each;
                assertThat(names.add((String) rule.get("alert"))).isTrue();
                assertServed((String) rule.get("expr"), served);
                assertThat(rule.get("labels")).asString().matches("\\{severity=(critical|warning|info)\\}");
                assertThat(((Map<?, ?>) rule.get("annotations")).keySet()).hasToString("[summary, description]");
            }
        }
        assertThat(names).hasSizeGreaterThan(10);
    }
}
