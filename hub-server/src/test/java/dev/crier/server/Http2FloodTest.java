package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.config.ProxyConfig;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frames that are cheap to send and dear to serve end the connection that sends them, and no other. */
class Http2FloodTest {

    private static final int ENHANCE_YOUR_CALM = 0xb;
    private static final int TRIES = 20;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    /** A connection that does this is ended with that reason, and no other is. */
    private static void requireCalm(Consumer<RawHttp2> attack) {
        OptionalInt reason = OptionalInt.empty();
        for (int i = 0; i < TRIES && reason.isEmpty(); i++) {
            try (RawHttp2 flood = new RawHttp2(hub.connect())) {
                reason = lastWord(flood, attack);
                assertThat(flood.closedByServer()).isTrue();
            }
        }
        assertThat(reason).hasValue(ENHANCE_YOUR_CALM);
        try (RawClient other = hub.connect().get("/livez")) {
            assertThat(other.answer().status()).isEqualTo(200);
        }
    }

    /** Empty if it was lost: who hangs up on a client that is still sending resets the connection, and that may overtake it. */
    private static OptionalInt lastWord(RawHttp2 flood, Consumer<RawHttp2> attack) {
        try {
            attack.accept(flood);
            return OptionalInt.of(flood.next(RawHttp2.GOAWAY).error());
        } catch (UncheckedIOException ended) {
            assertThat(ended).hasCauseInstanceOf(SocketException.class);
            return OptionalInt.empty();
        }
    }

    /** CVE-2023-44487. */
    @Test
    void streams_that_are_opened_and_reset_over_and_over() {
        requireCalm(flood -> flood.raw(openedAndReset(1, 500)));
    }

    private static byte[] openedAndReset(int from, int count) {
        byte[] cancel = Buffer.buffer().appendInt(8).getBytes();
        Buffer frames = Buffer.buffer();
        for (int stream = from; stream < from + 2 * count; stream += 2) {
            frames.appendBytes(RawHttp2.frame(RawHttp2.HEADERS, 5, stream, RawHttp2.head((byte) 0x82, "/events/a")))
                    .appendBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, cancel));
        }
        return frames.getBytes();
    }

    /** Whose clients come and go, all over one connection. */
    @Test
    void a_trusted_gateway_may_reset_several_times_as_many_streams_as_it_may_have() {
        try (TestHub behind = TestHub.start(config -> config.withServer(
                                config.server().withProxies(ProxyConfig.NONE.withTrusted("127.0.0.0/8")))
                        .withLimits(config.limits()
                                .withConnections(config.limits().connections().withStreams(100))));
                RawHttp2 gateway = new RawHttp2(behind.connect())) {
            gateway.raw(openedAndReset(1, 390)).get(1_001, "/livez");
            RawHttp2.Frame answer = gateway.next(RawHttp2.HEADERS);
            while (answer.stream() != 1_001) {
                answer = gateway.next(RawHttp2.HEADERS);
            }
            lastWord(gateway, same -> same.raw(openedAndReset(1_003, 20)))
                    .ifPresent(reason -> assertThat(reason).isEqualTo(ENHANCE_YOUR_CALM));
            assertThat(gateway.closedByServer()).isTrue();
        }
    }

    /** CVE-2025-8671: it is the server that is made to reset. */
    @Test
    void streams_that_the_hub_is_made_to_reset_over_and_over() {
        byte[] nothing = Buffer.buffer().appendInt(0).getBytes();
        Buffer frames = Buffer.buffer();
        for (int stream = 1; stream < 1_000; stream += 2) {
            frames.appendBytes(RawHttp2.frame(RawHttp2.HEADERS, 5, stream, RawHttp2.head((byte) 0x82, "/events/a")))
                    .appendBytes(RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, stream, nothing));
        }
        requireCalm(flood -> flood.raw(frames.getBytes()));
    }

    /** CVE-2024-27316. */
    @Test
    void header_blocks_that_never_end() {
        Buffer frames = Buffer.buffer()
                .appendBytes(RawHttp2.frame(RawHttp2.HEADERS, 1, 1, RawHttp2.head((byte) 0x82, "/events/a")));
        for (int i = 0; i < 100; i++) {
            frames.appendBytes(RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, new byte[0]));
        }
        requireCalm(flood -> flood.raw(frames.getBytes()));
    }

    /** CVE-2019-9518. */
    @Test
    void frames_of_nothing() {
        Buffer frames = Buffer.buffer();
        for (int i = 0; i < 100; i++) {
            frames.appendBytes(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[0]));
        }
        requireCalm(flood -> {
            flood.post(1, "/events/a");
            flood.raw(frames.getBytes());
        });
    }

    /** CVE-2019-9512 and CVE-2019-9515: answers to them wait for a client that doesn't read. */
    @Test
    void pings_whose_answers_are_not_read() {
        try (RawHttp2 flood = new RawHttp2(RawClient.to(hub.port(), 4 << 10))) {
            Buffer frames = Buffer.buffer();
            for (int i = 0; i < 10_000; i++) {
                frames.appendBytes(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            }
            boolean closed = false;
            for (int i = 0; i < 100 && !closed; i++) {
                try {
                    flood.raw(frames.getBytes());
                } catch (RuntimeException ended) {
                    closed = true;
                }
            }
            assertThat(closed).isTrue();
        }
    }

    @Test
    void header_fields_that_are_too_long_are_431_or_end_the_connection() {
        try (RawHttp2 flood = new RawHttp2(hub.connect())) {
            Buffer block = Buffer.buffer().appendBytes(RawHttp2.head((byte) 0x82, "/events/a"));
            for (int i = 0; i < 40; i++) { // 16 KiB are taken
                block.appendByte((byte) 0x00).appendByte((byte) 1).appendString("x");
                block.appendBytes(new byte[] {0x7f, (byte) 0xf1, 0x02}); // a value of 496 characters
                block.appendString("v".repeat(496));
            }
            byte[] bytes = block.getBytes();
            flood.send(RawHttp2.HEADERS, 1, 1, Arrays.copyOf(bytes, 16_000));
            flood.send(RawHttp2.CONTINUATION, 4, 1, Arrays.copyOfRange(bytes, 16_000, bytes.length));
            try {
                RawHttp2.Frame answer = flood.next();
                while (answer.stream() == 0 && answer.type() != RawHttp2.GOAWAY) {
                    answer = flood.next();
                }
                assertThat(answer.type()).isIn(RawHttp2.HEADERS, RawHttp2.GOAWAY, RawHttp2.RST_STREAM);
            } catch (UncheckedIOException ended) {
                assertThat(ended).hasCauseInstanceOf(SocketException.class);
            }
            await().until(() -> hub.server().streams() == 0);
        }
    }
}
