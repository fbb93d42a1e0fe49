package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.testkit.SseParser;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged hub as a process, from its start to its end. */
class HubProcessIT {

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<InputStream> stream(HubProcess hub, String target, String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.uri(target));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static List<SseParser.Message> read(InputStream in, SseParser parser, int atLeast) throws Exception {
        List<SseParser.Message> messages = new ArrayList<>();
        byte[] buffer = new byte[4_096];
        while (messages.size() < atLeast) {
            int count = in.read(buffer);
            assertThat(count).as("the stream goes on").isPositive();
            messages.addAll(parser.feed(Arrays.copyOf(buffer, count)));
        }
        return messages;
    }

    @Test
    void the_demo_configuration_counts_and_a_client_that_comes_back_continues_exactly() throws Exception {
        try (HubProcess hub = HubProcess.start(folder)) {
            SseParser parser = new SseParser();
            int first;
            try (InputStream in = stream(hub, "/events/counter?replay=2", "").body()) {
                List<SseParser.Message> messages = read(in, parser, 4);
                SseParser.Message last = messages.get(messages.size() - 1);
                assertThat(last.data()).matches("event #\\d+");
                first = Integer.parseInt(last.data().substring("event #".length()));
            }
            try (InputStream in =
                    stream(hub, "/events/counter", parser.lastEventId()).body()) {
                List<String> data = read(in, new SseParser(), 4).stream()
                        .filter(message -> !message.type().startsWith("hub."))
                        .map(SseParser.Message::data)
                        .toList();
                for (int i = 0; i < data.size(); i++) {
                    assertThat(data.get(i)).isEqualTo("event #" + (first + 1 + i));
                }
            }
        }
    }

    @Test
    void the_hubs_own_feed_is_out_as_news() throws Exception {
        try (HubProcess hub = HubProcess.start(folder);
                InputStream in = stream(hub, "/events/news/demo?lastEventId=earliest", "")
                        .body()) {
            List<SseParser.Message> messages = read(in, new SseParser(), 11);
            assertThat(messages.get(1).data()).contains("\"title\"").contains("\"guid\"");
        }
    }

    @Test
    void a_hub_that_is_asked_to_stop_says_when_to_come_back_ends_its_streams_and_exits_with_0() throws Exception {
        try (HubProcess hub = HubProcess.start(folder, "--no-sources");
                InputStream in = stream(hub, "/events/a", "").body()) {
            SseParser parser = new SseParser();
            read(in, parser, 1);
            hub.process().destroy();
            byte[] rest = in.readAllBytes();
            assertThat(new String(rest, java.nio.charset.StandardCharsets.UTF_8))
                    .contains("retry: ");
            assertThat(hub.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(hub.process().exitValue()).isZero();
        }
    }

    @Test
    void a_client_of_a_hub_that_was_killed_is_told_that_the_history_is_another() throws Exception {
        String id;
        try (HubProcess hub = HubProcess.start(folder, "--no-sources")) {
            SseParser parser = new SseParser();
            try (InputStream in = stream(hub, "/events/a", "").body()) {
                read(in, parser, 1);
            }
            id = parser.lastEventId();
            hub.process().destroyForcibly().waitFor();
        }
        try (HubProcess hub = HubProcess.start(folder, "--no-sources");
                InputStream in = stream(hub, "/events/a", id).body()) {
            SseParser.Message gap = read(in, new SseParser(), 1).get(0);
            assertThat(gap.type()).isEqualTo("hub.gap");
            assertThat(gap.data()).contains("\"reason\":\"restarted\"").contains(id);
        }
    }

    @Test
    void a_bad_configuration_names_file_line_and_the_nearest_key_and_exits_with_2() throws Exception {
        Path config = Files.writeString(folder.resolve("mine.yaml"), "sse:\n  hartbeat: 15s\n");
        Path errors = folder.resolve("errors.txt");
        Process process = HubProcess.command(folder, errors, 0, "--config", config.toString())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(errors))
                .contains("mine.yaml:2")
                .contains("hartbeat")
                .contains("heartbeat");
    }

    @Test
    void a_port_that_is_taken_is_said_in_one_line_and_exits_with_1() throws Exception {
        try (HubProcess hub = HubProcess.start(folder, "--no-sources")) {
            Path errors = folder.resolve("second.txt");
            Process second = HubProcess.command(folder, errors, hub.port(), "--no-sources")
                    .start();
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(Files.readString(errors))
                    .contains(String.valueOf(hub.port()))
                    .doesNotContain("\tat ");
        }
    }
}
