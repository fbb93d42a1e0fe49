package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.TopicFilter;
import dev.crier.core.log.HistoryOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever joins, stalls, is replayed or leaves, and whenever: each reads all of its own bytes. */
class SharedCompressionTest {

    /** A gzip subscriber that reads what it gets at once, so that a wrong byte shows where it is. */
    private static final class Reader {

        private final TestStream stream = new TestStream();
        private final GzipReader gzip = new GzipReader();
        private final TestStream plain = new TestStream();

        Reader() {
            stream.onWrite(bytes -> plain.write(gzip.add(bytes)));
        }

        /** Whether it has got just these. */
        boolean has(List<String> sent) {
            return (sent.isEmpty() || gzip.text().contains(sent.get(sent.size() - 1)))
                    && plain.data().equals(sent);
        }
    }

    private static SubscriptionRequest gzip(String topic, Start start) {
        return new SubscriptionRequest(
                TopicFilter.of(topic), WireFormat.SSE, ContentCoding.GZIP, start, Buffer.buffer("retry: 1\n\n"));
    }

    private static Reader join(TestHub hub, Start start) {
        Reader reader = new Reader();
        hub.onLoop(() -> hub.fanout().subscribe(gzip("a", start), reader.stream));
        return reader;
    }

    private static List<Reader> crowd(TestHub hub) {
        List<Reader> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * Audience.SHARES_FROM; i++) {
            crowd.add(join(hub, Start.live()));
        }
        hub.onLoop(() -> {});
        return crowd;
    }

    /** Texts with a past that pays: a wrong back-reference can't go unnoticed. */
    private static String tick(int number) {
        return "{\"symbol\":\"ACME\",\"price\":" + (10_000 + number * 7 % 999) + ",\"number\":" + number + "}";
    }

    private static List<String> publish(TestHub hub, int first, int count) {
        List<String> sent = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            sent.add(tick(i));
            hub.publish("a", tick(i));
        }
        return sent;
    }

    @Test
    void a_stream_begins_with_a_gzip_header_and_can_be_read_at_once() {
        try (TestHub hub = TestHub.small()) {
            Reader reader = join(hub, Start.live());
            assertThat(reader.gzip.head().getBytes()).startsWith(0x1f, 0x8b, 8, 0);
            assertThat(reader.gzip.text()).startsWith("retry: 1\n\n").contains("event: hub.checkpoint");
            publish(hub, 0, 1);
            hub.until("it came", () -> reader.has(List.of(tick(0))));
        }
    }

    @Test
    void a_crowd_shares_one_compression_whose_past_makes_it_small() {
        try (TestHub hub = TestHub.small()) {
            List<Reader> crowd = crowd(hub);
            List<String> sent = publish(hub, 0, 200);
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
                assertThat(reader.gzip.received()).isLessThan(reader.gzip.length() * 35L / 100);
            }
        }
    }

    @Test
    void one_byte_to_a_member_alone_ends_its_part_in_the_shared_past() {
        try (TestHub hub = TestHub.small()) {
            List<Reader> crowd = crowd(hub);
            List<String> sent = publish(hub, 0, 10);
            // It stalls for a while, and what it missed comes to it alone.
            Reader slow = crowd.get(3);
            hub.onLoop(() -> slow.stream.writable(false));
            sent.addAll(publish(hub, 10, 3));
            hub.onLoop(() -> slow.stream.writable(true));
            hub.until("it has caught up", () -> slow.has(sent));
            Reader late = join(hub, Start.live());
            List<String> afterwards = publish(hub, 13, 2 * SharedCompression.BUFFERS);
            sent.addAll(afterwards);
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
            }
            hub.until("all came to the one who joined late", () -> late.has(afterwards));
        }
    }

    @Test
    void a_member_that_missed_only_a_heartbeat_is_a_stranger_too() {
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(100));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            List<Reader> crowd = crowd(hub);
            List<String> sent = publish(hub, 0, 5);
            Reader slow = crowd.get(3);
            hub.until("the events came", () -> slow.has(sent));
            hub.onLoop(() -> slow.stream.writable(false));
            int before = crowd.get(0).gzip.length();
            hub.until("a heartbeat came", () -> crowd.get(0).gzip.length() > before);
            hub.onLoop(() -> slow.stream.writable(true));
            sent.addAll(publish(hub, 5, 30));
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
            }
        }
    }

    @Test
    void an_epoch_ends_only_when_somebody_waits_for_the_next_one() {
        AtomicLong epochs = new AtomicLong();
        try (SharedCompression shared = new SharedCompression(epochs::incrementAndGet)) {
            Buffer bytes = Buffer.buffer("some bytes");
            for (int i = 0; i < 3 * SharedCompression.BUFFERS; i++) {
                shared.next(bytes, false, 0);
                assertThat(shared.first()).isEqualTo(i == 0);
            }
            shared.next(bytes, true, 0);
            assertThat(shared.first()).isTrue();
            assertThat(shared.epoch()).isEqualTo(2);
            shared.next(bytes, true, SharedCompression.MILLISECONDS - 1);
            assertThat(shared.first()).isFalse();
            shared.next(bytes, true, SharedCompression.MILLISECONDS);
            assertThat(shared.first()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void random_lives_read_all_of_their_own_bytes(long seed) {
        Random random = new Random(seed);
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(20));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            record Life(Reader reader, int from) {}
            List<Life> lives = new ArrayList<>();
            List<String> sent = new ArrayList<>();
            String before = hub.hub().head().toString();
            for (int turn = 0; turn < 150; turn++) {
                switch (random.nextInt(8)) {
                    case 0 -> lives.add(new Life(join(hub, Start.after(before)), 0));
                    case 1, 2 -> {
                        hub.onLoop(() -> {}); // what was published is before it
                        lives.add(new Life(join(hub, Start.live()), sent.size()));
                    }
                    case 3 -> {
                        if (!lives.isEmpty()) {
                            Reader reader =
                                    lives.get(random.nextInt(lives.size())).reader();
                            boolean room = random.nextBoolean();
                            hub.onLoop(() -> reader.stream.writable(room));
                        }
                    }
                    default -> sent.addAll(publish(hub, sent.size(), 1 + random.nextInt(4)));
                }
            }
            hub.onLoop(() -> lives.forEach(life -> life.reader().stream.writable(true)));
            for (Life life : lives) {
                List<String> expected = sent.subList(life.from(), sent.size());
                hub.until("all came", () -> life.reader().has(expected));
            }
        }
    }
}
