package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.crier.core.TopicFilter;
import dev.crier.core.log.HistoryOptions;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever joins, stalls, is replayed or leaves, and whenever: each reads all of its own bytes. */
class SharedCompressionTest {

    /** A subscriber that reads what it gets at once, so that a wrong byte shows where it is. */
    private static final class Reader {

        private final TestStream stream = new TestStream();
        private final CodedReader coded;
        private final TestStream plain = new TestStream();

        Reader(CodedReader coded) {
            this.coded = coded;
            stream.onWrite(bytes -> plain.write(coded.add(bytes)));
        }

        /** Whether it has got just these. */
        boolean has(List<String> sent) {
            return (sent.isEmpty() || coded.text().contains(sent.get(sent.size() - 1)))
                    && plain.data().equals(sent);
        }
    }

    private final List<CodedReader> readers = new ArrayList<>();

    @AfterEach
    void close() {
        readers.forEach(CodedReader::close);
    }

    static Stream<ContentCoding> codings() {
        return Stream.of(ContentCoding.values()).filter(coding -> coding != ContentCoding.IDENTITY);
    }

    private Reader join(TestHub hub, ContentCoding coding, Start start) {
        CodedReader coded = CodedReader.of(coding);
        readers.add(coded);
        Reader reader = new Reader(coded);
        SubscriptionRequest request = new SubscriptionRequest(
                TopicFilter.of("a"), WireFormat.SSE, coding, start, Buffer.buffer("retry: 1\n\n"));
        hub.onLoop(() -> hub.fanout().subscribe(request, reader.stream));
        return reader;
    }

    private List<Reader> crowd(TestHub hub, ContentCoding coding) {
        List<Reader> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * Audience.SHARES_FROM; i++) {
            crowd.add(join(hub, coding, Start.live()));
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

    @ParameterizedTest
    @CsvSource({"GZIP, 1f8b08", "ZSTD, 28b52ffd0028"})
    void a_stream_begins_with_its_head_and_can_be_read_at_once(ContentCoding coding, String head) {
        try (TestHub hub = TestHub.small()) {
            Reader reader = join(hub, coding, Start.live());
            assertThat(HexFormat.of().formatHex(reader.coded.raw().getBytes())).startsWith(head);
            assertThat(reader.coded.text()).startsWith("retry: 1\n\n").contains("event: hub.checkpoint");
            publish(hub, 0, 1);
            hub.until("it came", () -> reader.has(List.of(tick(0))));
        }
    }

    @ParameterizedTest
    @MethodSource("codings")
    void a_crowd_shares_one_compression_whose_past_makes_it_small(ContentCoding coding) {
        try (TestHub hub = TestHub.small()) {
            List<Reader> crowd = crowd(hub, coding);
            List<String> sent = publish(hub, 0, 200);
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
                assertThat(reader.coded.raw().length()).isLessThan(reader.coded.length() * 35 / 100);
            }
        }
    }

    /** By a decoder that gets all of it at once. */
    @Test
    void a_zstd_stream_is_frame_after_frame_and_ends_as_soon_as_the_last_is_closed() throws Exception {
        try (TestHub hub = TestHub.small()) {
            List<Reader> crowd = crowd(hub, ContentCoding.ZSTD);
            List<String> sent = publish(hub, 0, 20);
            Reader slow = crowd.get(3);
            hub.onLoop(() -> slow.stream.writable(false));
            sent.addAll(publish(hub, 20, 20));
            hub.onLoop(() -> slow.stream.writable(true));
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
                Buffer whole = reader.coded.raw().copy().appendBytes(new byte[] {1, 0, 0});
                try (ZstdInputStream decoder = new ZstdInputStream(new ByteArrayInputStream(whole.getBytes()))) {
                    assertThat(new String(decoder.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo(reader.coded.text());
                }
            }
        }
    }

    /** Many a client's decoder complains about an end within a frame. */
    @Test
    void a_zstd_stream_that_ends_in_order_ends_its_last_frame() {
        try (TestHub hub = TestHub.small()) {
            List<Reader> crowd = crowd(hub, ContentCoding.ZSTD);
            List<String> sent = publish(hub, 0, 20);
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
                assertThat(reader.coded.ended()).isFalse();
            }
            TestHub.await(hub.fanout().drain(Duration.ofSeconds(5), format -> format.retry(Duration.ofMillis(1))));
            for (Reader reader : crowd) {
                assertThat(reader.coded.text()).endsWith("retry: 1\n\n");
                assertThat(reader.coded.ended()).isTrue();
            }
        }
    }

    @Test
    void no_more_audiences_than_there_is_memory_for_have_a_compressor_and_the_others_are_read_as_well() {
        try (TestHub hub = TestHub.small()) {
            Compression compression = hub.fanout().parts().joiner().compression();
            hub.onLoop(() -> {
                while (compression.hasRoom()) {
                    compression.share(ContentCoding.GZIP);
                }
            });
            List<Reader> crowd = crowd(hub, ContentCoding.GZIP);
            List<String> sent = publish(hub, 0, 5);
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
            }
            AtomicInteger open = new AtomicInteger();
            hub.onLoop(() -> open.set(compression.open()));
            assertThat(open.get()).isBetween(Compression.MOST_OPEN, Compression.MOST_OPEN + 1);
            hub.onLoop(compression::close);
        }
    }

    /** What the library makes of the head of a frame is what the hub begins a stream with. */
    @Test
    void the_head_of_a_zstd_stream_is_that_of_each_of_its_frames() {
        try (ZstdBlocks blocks = new ZstdBlocks()) {
            Buffer head = ContentCoding.ZSTD.head();
            for (int i = 0; i < 2; i++) {
                blocks.restart();
                Buffer frame = blocks.next(Buffer.buffer("text"));
                assertThat(frame.slice(0, 3)).isEqualTo(Buffer.buffer(new byte[] {1, 0, 0}));
                assertThat(frame.slice(3, 3 + head.length())).isEqualTo(head);
                assertThat(blocks.next(Buffer.buffer("text")).length()).isLessThan(frame.length() - head.length());
            }
        }
    }

    /** The parser that suits short ones would hold the event loop up for long ones. */
    @Test
    void a_long_buffer_is_a_frame_of_its_own() {
        Buffer begin = Buffer.buffer(new byte[] {1, 0, 0}).appendBuffer(ContentCoding.ZSTD.head());
        try (ZstdBlocks blocks = new ZstdBlocks()) {
            blocks.next(Buffer.buffer("short"));
            assertThat(blocks.next(Buffer.buffer("x".repeat(8_192))).slice(0, begin.length()))
                    .isNotEqualTo(begin);
            for (String text : List.of("x".repeat(8_193), "short")) {
                assertThat(blocks.next(Buffer.buffer(text)).slice(0, begin.length()))
                        .isEqualTo(begin);
            }
        }
    }

    /** Longer than the pieces in which the library gets them, at and beside their bounds, and none at all. */
    @ParameterizedTest
    @MethodSource("codings")
    void buffers_of_any_length_are_read_as_they_were(ContentCoding coding) {
        Random random = new Random(1);
        try (Blocks blocks = coding.blocks();
                CodedReader reader = CodedReader.of(coding)) {
            reader.add(coding.head());
            for (int length : new int[] {0, 1, 8_191, 8_192, 8_193, 65_536, 300_000, 0, 16_384}) {
                byte[] plain = new byte[length];
                random.nextBytes(plain);
                assertThat(reader.add(blocks.next(Buffer.buffer(plain)))).isEqualTo(Buffer.buffer(plain));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codings")
    void what_a_crowd_compressed_with_is_given_back_when_it_has_gone(ContentCoding coding) {
        try (TestHub hub = TestHub.small()) {
            Compression compression = hub.fanout().parts().joiner().compression();
            AtomicInteger open = new AtomicInteger();
            Runnable count = () -> hub.onLoop(() -> open.set(compression.open()));
            List<Subscription> crowd = new ArrayList<>();
            for (int i = 0; i < Audience.SHARES_FROM; i++) {
                hub.onLoop(() -> crowd.add(hub.fanout()
                        .subscribe(
                                new SubscriptionRequest(
                                        TopicFilter.of("a"), WireFormat.SSE, coding, Start.live(), Buffer.buffer()),
                                new TestStream())));
            }
            publish(hub, 0, 5);
            hub.until("they share one, beside the loop's own", () -> {
                count.run();
                return open.get() == 2;
            });
            hub.onLoop(() -> crowd.forEach(Subscription::cancel));
            count.run();
            assertThat(open).hasValue(1);
            hub.onLoop(compression::close);
            count.run();
            assertThat(open).hasValue(0);
        }
    }

    @Test
    void a_compressor_that_was_closed_refuses_to_work_and_may_be_closed_again() {
        Compression compression = new Compression();
        SharedCompression shared = compression.share(ContentCoding.ZSTD);
        shared.next(Buffer.buffer("text"), false, 0);
        shared.close();
        assertThat(compression.open()).isZero();
        assertThatThrownBy(() -> shared.next(Buffer.buffer("text"), false, 0))
                .isInstanceOf(IllegalStateException.class);
        shared.close();
    }

    @ParameterizedTest
    @MethodSource("codings")
    void one_byte_to_a_member_alone_ends_its_part_in_the_shared_past(ContentCoding coding) {
        try (TestHub hub = TestHub.small()) {
            List<Reader> crowd = crowd(hub, coding);
            List<String> sent = publish(hub, 0, 10);
            // It stalls for a while, and what it missed comes to it alone.
            Reader slow = crowd.get(3);
            hub.onLoop(() -> slow.stream.writable(false));
            sent.addAll(publish(hub, 10, 3));
            hub.onLoop(() -> slow.stream.writable(true));
            hub.until("it has caught up", () -> slow.has(sent));
            Reader late = join(hub, coding, Start.live());
            List<String> afterwards = publish(hub, 13, 2 * SharedCompression.BUFFERS);
            sent.addAll(afterwards);
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
            }
            hub.until("all came to the one who joined late", () -> late.has(afterwards));
        }
    }

    @ParameterizedTest
    @MethodSource("codings")
    void a_member_that_missed_only_a_heartbeat_is_a_stranger_too(ContentCoding coding) {
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(100));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            List<Reader> crowd = crowd(hub, coding);
            List<String> sent = publish(hub, 0, 5);
            Reader slow = crowd.get(3);
            hub.until("the events came", () -> slow.has(sent));
            hub.onLoop(() -> slow.stream.writable(false));
            int before = crowd.get(0).coded.length();
            hub.until("a heartbeat came", () -> crowd.get(0).coded.length() > before);
            hub.onLoop(() -> slow.stream.writable(true));
            sent.addAll(publish(hub, 5, 30));
            for (Reader reader : crowd) {
                hub.until("all came", () -> reader.has(sent));
            }
        }
    }

    @Test
    void an_epoch_ends_only_when_somebody_waits_for_the_next_one() {
        try (SharedCompression shared = new Compression().share(ContentCoding.GZIP)) {
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

    static Stream<Arguments> seeds() {
        return codings().flatMap(coding -> LongStream.rangeClosed(1, 6).mapToObj(seed -> Arguments.of(coding, seed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void random_lives_read_all_of_their_own_bytes(ContentCoding coding, long seed) {
        Random random = new Random(seed);
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(20));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            record Life(Reader reader, int from) {}
            List<Life> lives = new ArrayList<>();
            List<String> sent = new ArrayList<>();
            String before = hub.hub().head().toString();
            for (int turn = 0; turn < 150; turn++) {
                switch (random.nextInt(8)) {
                    case 0 -> lives.add(new Life(join(hub, coding, Start.after(before)), 0));
                    case 1, 2 -> {
                        hub.onLoop(() -> {}); // what was published is before it
                        lives.add(new Life(join(hub, coding, Start.live()), sent.size()));
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
