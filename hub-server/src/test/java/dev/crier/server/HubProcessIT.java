package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.testkit.SseParser;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged hub as a process, from its start to its end. */
class HubProcessIT {

    @TempDir
    Path folder;

    @Test
    void the_demo_configuration_counts_and_a_client_that_comes_back_continues_exactly() throws Exception {
        try (HubProcess hub = HubProcess.start(folder)) {
            String id;
            int first;
            try (EventReader reader = EventReader.open(hub.uri("/events/counter?replay=2"))) {
                List<String> data = reader.data(3);
                id = reader.lastEventId();
                String last = data.get(data.size() - 1);
                assertThat(last).matches("event #\\d+");
                first = Integer.parseInt(last.substring("event #".length()));
            }
            try (EventReader reader = EventReader.open(hub.uri("/events/counter"), id)) {
                List<String> data = reader.data(3);
                for (int i = 0; i < data.size(); i++) {
                    assertThat(data.get(i)).isEqualTo("event #" + (first + 1 + i));
                }
            }
        }
    }

    @Test
    void the_hubs_own_feed_is_out_as_news() throws Exception {
        try (HubProcess hub = HubProcess.start(folder);
                EventReader reader = EventReader.open(hub.uri("/events/news/demo?lastEventId=earliest"))) {
            List<SseParser.Message> messages = reader.messages(11);
            assertThat(messages.get(1).data()).contains("\"title\"").contains("\"guid\"");
        }
    }

    @Test
    void a_hub_that_is_asked_to_stop_says_when_to_come_back_ends_its_streams_and_exits_with_0() throws Exception {
        try (HubProcess hub = HubProcess.start(folder, "--no-sources");
                EventReader reader = EventReader.open(hub.uri("/events/a"))) {
            reader.messages(1);
            hub.process().destroy();
            assertThat(reader.rest()).contains("retry: ");
            assertThat(hub.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(hub.process().exitValue()).isZero();
        }
    }

    @Test
    void a_client_of_a_hub_that_was_killed_is_told_that_the_history_is_another() throws Exception {
        String id;
        try (HubProcess hub = HubProcess.start(folder, "--no-sources")) {
            try (EventReader reader = EventReader.open(hub.uri("/events/a"))) {
                reader.messages(1);
                id = reader.lastEventId();
            }
            hub.process().destroyForcibly().waitFor();
        }
        try (HubProcess hub = HubProcess.start(folder, "--no-sources");
                EventReader reader = EventReader.open(hub.uri("/events/a"), id)) {
            SseParser.Message gap = reader.messages(1).get(0);
            assertThat(gap.type()).isEqualTo("hub.gap");
            assertThat(gap.data()).contains("\"reason\":\"restarted\"").contains(id);
        }
    }

    @Test
    void a_client_of_a_hub_that_was_killed_goes_on_where_it_was_if_the_history_is_on_disk() throws Exception {
        Files.writeString(folder.resolve("crier.yaml"), "log: {folder: history}\n");
        String id;
        try (HubProcess hub = HubProcess.start(folder, "--dev")) {
            try (EventReader reader = EventReader.open(hub.uri("/events/a"))) {
                reader.messages(1);
                id = reader.lastEventId();
            }
            publish(hub, "missed");
            hub.process().destroyForcibly().waitFor();
        }
        try (HubProcess hub = HubProcess.start(folder, "--dev");
                EventReader reader = EventReader.open(hub.uri("/events/a"), id)) {
            publish(hub, "live");
            assertThat(reader.data(2)).containsExactly("missed", "live");
        }
    }

    private static void publish(HubProcess hub, String data) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.uri("/events/a"))
                .POST(HttpRequest.BodyPublishers.ofString(data))
                .build();
        HttpResponse<Void> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode() / 100).isEqualTo(2);
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
