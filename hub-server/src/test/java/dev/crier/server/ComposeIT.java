package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LimitsConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("docker-compose.yml")
@NeedsDocker
@ExtendWith({ToolCondition.ForCompose.class, HubImage.Builder.class})
@Timeout(300)
class ComposeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ComposeProject project;

    @BeforeAll
    static void up(HubImage image) {
        project = new ComposeProject(image);
        project.compose("build");
        project.up();
    }

    @AfterAll
    static void down() {
        if (project != null) {
            project.close();
        }
    }

    @Test
    @DisplayName("is valid")
    void valid() {
        assertThat(project.compose("config", "--quiet")).isEmpty();
    }

    @Test
    @DisplayName("starts one hub and nothing else")
    void alone() {
        assertThat(project.services()).containsExactly("crier");
    }

    @Test
    @DisplayName("publishes the port to this machine alone")
    void published() {
        JsonArray bindings = running()
                .getJsonObject("NetworkSettings")
                .getJsonObject("Ports")
                .getJsonArray("8080/tcp");
        assertThat(bindings).hasSize(1);
        assertThat(bindings.getJsonObject(0).getString("HostIp")).isEqualTo("127.0.0.1");
    }

    @Test
    @DisplayName("gives the hub no rights")
    void confined() {
        JsonObject host = running().getJsonObject("HostConfig");
        assertThat(host.getBoolean("ReadonlyRootfs")).isTrue();
        assertThat(host.getBoolean("Privileged")).isFalse();
        assertThat(host.getJsonArray("CapDrop")).containsExactly("ALL");
        assertThat(host.getJsonArray("CapAdd")).isNull();
        assertThat(host.getJsonArray("SecurityOpt")).contains("no-new-privileges:true");
    }

    @Test
    @DisplayName("bounds the hub's memory, whose half has room for all that it may keep, and its logs")
    void bounded() {
        JsonObject host = running().getJsonObject("HostConfig");
        LimitsConfig limits = HubConfig.defaults().limits();
        assertThat(host.getLong("Memory") / 2)
                .isGreaterThan(limits.windowBytes().bytes()
                        + limits.logBytes().bytes()
                        + limits.pendingBytes().bytes());
        assertThat(host.getJsonObject("LogConfig").getString("Type")).isEqualTo("local");
    }

    @Test
    @DisplayName("gives the hub a volume that it can keep its state on")
    void state() {
        assertThat(running().getJsonArray("Mounts")).anySatisfy(each -> {
            JsonObject mount = (JsonObject) each;
            assertThat(mount.getString("Name")).isEqualTo(project.name() + "_state");
            assertThat(mount.getString("Destination")).isEqualTo("/var/lib/crier");
        });
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Docker.docker(PATIENCE, "exec", project.container(), "ls", "/var/lib/crier")
                                        .orFail())
                                .contains("news.json"));
    }

    @Test
    @DisplayName("gives the hub more time to stop than it takes")
    void graceful() {
        int seconds = running().getJsonObject("Config").getInteger("StopTimeout", 0);
        assertThat(Duration.ofSeconds(seconds))
                .isGreaterThan(HubConfig.defaults().shutdown().grace());
    }

    @Test
    @DisplayName("lets nobody publish without a token, but for development")
    void publishing() throws Exception {
        project.with("CRIER_DEV", "").up();
        assertThat(publish()).isEqualTo(401);
        project.with("CRIER_DEV", "true").up();
        assertThat(publish()).isEqualTo(200);
    }

    // ----

    private static JsonObject running() {
        return Docker.inspect(project.container());
    }

    private static int publish() throws IOException, InterruptedException {
        URI ready = project.uri("/readyz");
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> status(HttpRequest.newBuilder(ready).build()) == 200);
        return status(HttpRequest.newBuilder(ready.resolve("/events/greetings"))
                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                .build());
    }

    private static int status(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
