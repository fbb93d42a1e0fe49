package dev.crier.redis;

import dev.crier.core.Event;
import dev.crier.core.Topic;
import dev.crier.core.spi.LogRecord;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Makes records of what the engine answers. Stateless. */
final class Records {

    private Records() {}

    static LogRecord of(
            long position, Topic topic, Response prev, Response time, Response type, Response key, Response data) {
        Event event =
                new Event(topic, text(type), text(key), text(data), Instant.ofEpochMilli(Long.parseLong(text(time))));
        return new LogRecord(position, Long.parseLong(text(prev)), event);
    }

    static String text(Response bulk) {
        return bulk.toString(StandardCharsets.UTF_8);
    }
}
