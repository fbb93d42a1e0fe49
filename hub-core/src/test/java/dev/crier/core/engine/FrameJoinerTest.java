package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Event;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameJoinerTest {

    private final FrameJoiner joiner = new FrameJoiner();

    private static WindowEntry.Entry entry(long index, String data) {
        Event event = new Event(Topic.of("a"), "", "", data, Instant.EPOCH);
        return new WindowEntry.Entry(index, Lineage.of("e", 0), new LogRecord(index + 1, index, event), 0, bytes -> {});
    }

    private Buffer join(WindowEntry.Entry... entries) {
        return joiner.join(List.of(entries), WireFormat.SSE, ContentCoding.IDENTITY);
    }

    @Test
    void the_same_events_are_joined_once_for_all_audiences_a_single_one_too() {
        WindowEntry.Entry one = entry(0, "one");
        WindowEntry.Entry two = entry(1, "two");
        assertThat(join(one)).isSameAs(join(one)).hasToString("data: one\nid: e-1\n\n");
        assertThat(join(one, two)).isSameAs(join(one, two)).hasToString("data: one\nid: e-1\n\ndata: two\nid: e-2\n\n");
    }

    @Test
    void what_is_kept_for_others_is_bounded_by_its_bytes() {
        WindowEntry.Entry small = entry(0, "small");
        Buffer first = join(small);
        String mebibyte = "x".repeat(1 << 20);
        for (int i = 1; i <= 5; i++) {
            join(entry(i, mebibyte));
        }
        assertThat(join(small)).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void nothing_is_kept_once_it_is_cleared() {
        WindowEntry.Entry one = entry(0, "one");
        Buffer first = join(one);
        joiner.clear();
        assertThat(join(one)).isNotSameAs(first);
    }
}
