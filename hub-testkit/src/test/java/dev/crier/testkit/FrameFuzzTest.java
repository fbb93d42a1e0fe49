package dev.crier.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.InvalidEventException;
import dev.crier.core.Topic;
import dev.crier.core.engine.Gap;
import dev.crier.core.engine.WireFormat;
import dev.crier.testkit.SseParser.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a publisher puts into a type, a key or the data: each subscriber gets just that event, and no forged one. */
class FrameFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EventId ID = new EventId("e", 7);
    private static final Instant TIME = Instant.parse("2026-11-22T12:00:00Z");

    /** Stands between type, key and data; data may hold it too. */
    private static final String SEPARATOR = "\u001f";

    static Stream<byte[]> seeds() {
        return Stream.of(
                        List.of("tick", "ACME", "{\"price\":42}"),
                        List.of("", "", "a\nb\rc\r\nd\n"),
                        List.of("x\ndata: forged", "k", "x"),
                        List.of("x", "k\r\nid: e-9", "x"),
                        List.of("", "", "x\n\nid: e-9\nevent: hub.gap\ndata: {}\n\n"),
                        List.of("", "", "x\r\rdata: forged\r\r"),
                        List.of("hub.gap", "", "x"),
                        List.of("error", "", ""),
                        List.of("\"}\n{\"control\":\"gap\"}", "\\", "\"},{\"\\u2028\u0000\u0085\u2028"),
                        List.of("\ufeff", " ", "\ufeffdata: x"))
                .map(parts -> String.join(SEPARATOR, parts).getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void an_event_is_refused_or_arrives_as_itself_in_every_format(byte[] bytes) throws IOException {
        String[] parts = new String(bytes, UTF_8).split(SEPARATOR, 3);
        Optional<EventDraft> draft =
                draft(parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
        if (draft.isPresent()) {
            Event event = Event.of(draft.get(), TIME);
            plain(event);
            envelope(event, JSON.readTree(only(WireFormat.ENVELOPE, event).data()));
            String line = WireFormat.NDJSON.frame(ID, event).toString();
            assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
            envelope(event, JSON.readTree(line));
        }
        gap(parts[0]);
    }

    private static Optional<EventDraft> draft(String type, String key, String data) {
        try {
            return Optional.of(
                    EventDraft.of(Topic.of("a/b"), data).withType(type).withKey(key));
        } catch (InvalidEventException refused) {
            return Optional.empty();
        }
    }

    private static Message only(WireFormat format, Event event) {
        List<Message> messages = new SseParser("before").feed(format.frame(ID, event));
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).lastEventId()).isEqualTo(ID.toString());
        assertThat(messages.get(0).type()).isEqualTo(event.type().isEmpty() ? "message" : event.type());
        return messages.get(0);
    }

    private static void plain(Event event) {
        assertThat(only(WireFormat.SSE, event).data())
                .isEqualTo(event.data().replace("\r\n", "\n").replace('\r', '\n'));
    }

    private static void envelope(Event event, JsonNode envelope) {
        assertThat(envelope.path("id").asText()).isEqualTo(ID.toString());
        assertThat(envelope.path("topic").asText()).isEqualTo("a/b");
        assertThat(envelope.path("type").asText()).isEqualTo(event.type());
        assertThat(envelope.path("key").asText()).isEqualTo(event.key());
        assertThat(envelope.path("data").asText()).isEqualTo(event.data());
        assertThat(envelope.has("control")).isFalse();
    }

    /** A gap says the id that a client came with, whatever that was. */
    private static void gap(String after) throws IOException {
        Gap gap = new Gap(Gap.Reason.UNKNOWN, List.of("**"), 0, after, ID.toString());
        List<Message> messages = new SseParser("before").feed(WireFormat.SSE.gap(gap));
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).type()).isEqualTo("hub.gap");
        assertThat(messages.get(0).lastEventId()).isEqualTo("before");
        assertThat(JSON.readTree(messages.get(0).data()).path("after").asText()).isEqualTo(after);
        String line = WireFormat.NDJSON.gap(gap).toString();
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(JSON.readTree(line).path("after").asText()).isEqualTo(after);
    }
}
