package dev.crier.redis;

import dev.crier.core.Topic;
import dev.crier.core.spi.LogRecord;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the tail's stream. Immutable; safe to share.
 *
 * @param id its id in the stream, {@code <position>-<n>}
 * @param before the newest position of the whole history before it
 * @param record the event, null for a sign that the history has changed
 */
record TailEntry(String id, long before, @Nullable LogRecord record) {

    /** The entries of what {@code XREAD} answered for one stream. */
    static List<TailEntry> of(Response reply) {
        Response stream = reply.get(0);
        Response list = stream.get(1);
        List<TailEntry> entries = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            entries.add(entry(list.get(i)));
        }
        return entries;
    }

    /** The fields are always in the order in which {@code append.lua} writes them. */
    private static TailEntry entry(Response entry) {
        String id = entry.get(0).toString();
        Response fields = entry.get(1);
        if (fields.get(0).toString().equals("m")) {
            return new TailEntry(id, 0, null);
        }
        Topic topic = Topic.of(fields.get(13).toString());
        LogRecord log = Records.of(
                Long.parseLong(id.substring(0, id.indexOf('-'))),
                topic,
                fields.get(1),
                fields.get(3),
                fields.get(7),
                fields.get(9),
                fields.get(11));
        return new TailEntry(id, Long.parseLong(fields.get(15).toString()), log);
    }
}
