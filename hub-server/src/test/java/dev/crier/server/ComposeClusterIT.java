package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LimitsConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("docker-compose.yml with --profile cluster")
@NeedsDocker
@ExtendWith({ToolCondition.ForCompose.class, ToolCondition.ForCluster.class, HubImage.Builder.class})
@Timeout(300)
class ComposeClusterIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private static ComposeProject project;
    private static URI entrance;

    private final String topic = "test/" + UUID.randomUUID();

    @BeforeAll
    static void up(HubImage image) {
        project = new ComposeProject(image, "cluster", "haproxy").with("CRIER_DEV", "true");
        project.up();
        entrance = project.uri("/");
        HttpRequest ready = HttpRequest.newBuilder(entrance.resolve("/readyz")).build();
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> status(ready) == 200);
    }

    @AfterAll
    static void down() {
        if (project != null) {
            project.close();
        }
    }

    @Test
    @DisplayName("starts two hubs, Valkey and HAProxy, and not the single hub")
    void services() {
        assertThat(project.services()).containsExactly("haproxy", "hub", "hub", "valkey");
    }

    @Test
    @DisplayName("publishes the port of HAProxy, to this machine alone, and no other")
    void published() {
        for (String container : containers()) {
            JsonObject ports =
                    Docker.inspect(container).getJsonObject("HostConfig").getJsonObject("PortBindings");
            if (container.equals(project.container())) {
                assertThat(ports.fieldNames()).containsExactly("8080/tcp");
                assertThat(ports.getJsonArray("8080/tcp").getJsonObject(0).getString("HostIp"))
                        .isEqualTo("127.0.0.1");
            } else {
                assertThat(ports).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("gives none of them rights, and bounds their memory and logs")
    void confined() {
        for (String container : containers()) {
            JsonObject host = Docker.inspect(container).getJsonObject("HostConfig");
            assertThat(host.getBoolean("ReadonlyRootfs")).isTrue();
            assertThat(host.getJsonArray("CapDrop")).containsExactly("ALL");
            assertThat(host.getJsonArray("SecurityOpt")).contains("no-new-privileges:true");
            assertThat(host.getJsonObject("LogConfig").getString("Type")).isEqualTo("local");
            assertThat(host.getLong("Memory")).isPositive();
        }
        LimitsConfig limits = HubConfig.defaults().limits();
        assertThat(valkeySetting("maxmemory"))
                .satisfies(bytes -> assertThat(Long.parseLong(bytes))
                        .isGreaterThan(limits.logBytes().bytes()));
    }

    @Test
    @DisplayName("has Valkey keep what it answered, and forget nothing by itself")
    void strict() {
        assertThat(valkeySetting("appendonly")).isEqualTo("yes");
        assertThat(valkeySetting("appendfsync")).isEqualTo("always");
        assertThat(valkeySetting("maxmemory-policy")).isEqualTo("noeviction");
    }

    @Test
    @DisplayName("tells the hubs who their clients are, whatever those say themselves")
    void addresses() throws Exception {
        HttpRequest stream = HttpRequest.newBuilder(entrance.resolve("/events/" + topic))
                .header("X-Forwarded-For", "203.0.113.9")
                .build();
        CompletableFuture<?> reading = CLIENT.sendAsync(stream, HttpResponse.BodyHandlers.discarding());
        try {
            String said = await().atMost(PATIENCE)
                    .until(
                            () -> project.containers("hub").stream()
                                    .flatMap(hub -> logs(hub).lines())
                                    .filter(line -> line.contains("Stream opened") && line.contains(topic))
                                    .findFirst()
                                    .orElse(""),
                            line -> !line.isEmpty());
            JsonObject networks = Docker.inspect(project.container())
                    .getJsonObject("NetworkSettings")
                    .getJsonObject("Networks");
            assertThat(new JsonObject(said).getString("address"))
                    .isEqualTo(networks.getJsonObject(project.name() + "_front").getString("Gateway") + ":0");
        } finally {
            reading.cancel(true);
        }
    }

    @Test
    @DisplayName("brings a reader whose hub is killed back to the other one, with nothing lost and nothing doubled")
    void killed() throws Exception {
        int events = 200;
        List<String> received = new ArrayList<>();
        String lastId;
        String killed;
        CompletableFuture<Void> publishing;
        try (EventReader reader = EventReader.open(entrance.resolve("/events/" + topic))) {
            publishing = CompletableFuture.runAsync(
                    () -> IntStream.range(0, events).forEach(number -> publishAnyway("event " + number)));
            received.addAll(reader.data(20));
            killed = await().atMost(PATIENCE)
                    .until(
                            () -> project.containers("hub").stream()
                                    .filter(hub -> logs(hub).contains(topic))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            Docker.docker(PATIENCE, "kill", killed).orFail();
            readToTheEnd(reader, received);
            lastId = reader.lastEventId();
        }
        try (EventReader again = openAnyway(lastId)) {
            received.addAll(again.data(events - received.size()));
        }
        publishing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(received)
                .isEqualTo(IntStream.range(0, events)
                        .mapToObj(number -> "event " + number)
                        .toList());
        String other = project.containers("hub").stream()
                .filter(hub -> !hub.equals(killed))
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE).until(() -> logs(other).contains(topic));
        Docker.docker(PATIENCE, "start", killed).orFail();
    }

    @Test
    @DisplayName("keeps the history, and the open streams, when Valkey is killed and started again")
    void valkeyKilled() throws Exception {
        try (EventReader open = EventReader.open(entrance.resolve("/events/" + topic))) {
            publishAnyway("before");
            String valkey = project.containers("valkey").get(0);
            Docker.docker(PATIENCE, "kill", valkey).orFail();
            Docker.docker(PATIENCE, "start", valkey).orFail();
            publishAnyway("after");

            assertThat(open.data(2)).containsExactly("before", "after");
        }
        try (EventReader all = EventReader.open(entrance.resolve("/events/" + topic), "earliest")) {
            assertThat(all.data(2)).containsExactly("before", "after");
        }
    }

    @Test
    @DisplayName("answers a publish with 503 while no hub is ready, and a stream with nothing, which a browser repeats")
    void noneReady() throws Exception {
        String valkey = project.containers("valkey").get(0);
        Docker.docker(PATIENCE, "kill", valkey).orFail();
        try {
            HttpRequest ready =
                    HttpRequest.newBuilder(entrance.resolve("/readyz")).build();
            await().atMost(PATIENCE)
                    .until(() -> CLIENT.send(ready, HttpResponse.BodyHandlers.ofString())
                            .body()
                            .contains("no hub of the cluster is ready"));
            HttpResponse<String> refused = CLIENT.send(
                    HttpRequest.newBuilder(entrance.resolve("/events/" + topic))
                            .POST(HttpRequest.BodyPublishers.ofString("nobody takes it"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(new JsonObject(refused.body()).getInteger("status")).isEqualTo(503);

            assertThatThrownBy(() -> EventReader.open(entrance.resolve("/events/" + topic)))
                    .isInstanceOf(SocketException.class);
        } finally {
            Docker.docker(PATIENCE, "start", valkey).orFail();
        }
        openAnyway("earliest").close();
    }

    // ----

    private static List<String> containers() {
        return List.of("haproxy", "hub", "valkey").stream()
                .flatMap(service -> project.containers(service).stream())
                .toList();
    }

    private static String valkeySetting(String name) {
        return Docker.docker(
                        PATIENCE,
                        "exec",
                        project.containers("valkey").get(0),
                        "valkey-cli",
                        "--raw",
                        "config",
                        "get",
                        name)
                .orFail()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    private static String logs(String container) {
        return Docker.docker(PATIENCE, "logs", container).orFail();
    }

    private static void readToTheEnd(EventReader reader, List<String> received) {
        try {
            while (true) {
                received.addAll(reader.data(1));
            }
        } catch (IOException cut) {
            // As was to be expected: it didn't end properly.
        }
    }

    private EventReader openAnyway(String lastEventId) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> EventReader.open(entrance.resolve("/events/" + topic), lastEventId), opened -> true);
    }

    /** Repeats an event under the same key until it is taken. */
    private void publishAnyway(String data) {
        HttpRequest event = HttpRequest.newBuilder(entrance.resolve("/events/" + topic))
                .header("Idempotency-Key", "\"" + data + "\"")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(data))
                .build();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> status(event) == 200);
    }

    private static int status(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
