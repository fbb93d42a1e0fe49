package dev.crier.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** A log line for machines. */
class JsonLayoutTest {

    private final JsonLayout layout = new JsonLayout();

    private static LoggingEvent event(String message, Throwable thrown) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "x", context.getLogger("dev.crier.server.OpenStream"), Level.INFO, message, thrown, null);
        event.setTimeStamp(1_700_000_000_123L);
        return event;
    }

    @Test
    void it_is_one_object_with_time_level_logger_message_and_what_the_event_says() {
        LoggingEvent event = event("Stream opened", null);
        event.addKeyValuePair(new KeyValuePair("topics", List.of("a", "b/*")));
        event.addKeyValuePair(new KeyValuePair("bytes", 12L));
        event.addKeyValuePair(new KeyValuePair("seconds", 1.5));
        assertThat(layout.doLayout(event))
                .isEqualTo("{\"time\":\"2023-11-14T22:13:20.123Z\",\"level\":\"INFO\","
                        + "\"logger\":\"dev.crier.server.OpenStream\",\"message\":\"Stream opened\","
                        + "\"topics\":[\"a\",\"b/*\"],\"bytes\":12,\"seconds\":1.5}\n");
    }

    @Property
    void whatever_strangers_send_is_one_line_of_printable_ascii_and_comes_out_as_it_was(
            @ForAll String message, @ForAll String value) {
        LoggingEvent event = event(message, new IllegalStateException(message));
        event.addKeyValuePair(new KeyValuePair("who", value));
        event.addKeyValuePair(new KeyValuePair("topics", List.of(value)));
        String line = layout.doLayout(event);
        assertThat(line).matches("[ -~]+\n");
        JsonObject json = new JsonObject(line);
        assertThat(json.getString("message")).isEqualTo(message);
        assertThat(json.getString("who")).isEqualTo(value);
        assertThat(json.getJsonArray("topics")).isEqualTo(new JsonArray(List.of(value)));
        assertThat(json.getString("error")).contains("IllegalStateException");
    }

    @Test
    void the_characters_that_json_permits_but_terminals_obey_are_escaped() {
        assertThat(layout.doLayout(event("\u001b[2J\u007f\u0085\u009b\u2028\u2029\u202e\ufeff", null)))
                .contains("\\u001B[2J\\u007F\\u0085\\u009B\\u2028\\u2029\\u202E\\uFEFF");
    }
}
