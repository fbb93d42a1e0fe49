package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.engine.ContentCoding;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.ServerConfig;
import dev.crier.server.config.ServerConfig.Transport;
import dev.crier.server.config.TlsConfig;
import dev.crier.testkit.SseParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The promises hold on every way to the sockets, plain and compressed. */
class TransportTest {

    @TempDir
    static Path folder;

    private static final int EVENTS = 60;

    static Stream<Arguments> ways() {
        return Stream.of(Transport.values())
                .filter(transport -> transport != Transport.AUTO)
                .flatMap(transport -> Stream.of(ContentCoding.values())
                        .flatMap(coding -> Stream.of(
                                Arguments.of(transport, coding, false), Arguments.of(transport, coding, true))));
    }

    /** Texts that don't shrink much, so that a socket fills up compressed too. */
    private static List<String> texts() {
        Random random = new Random(7);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            StringBuilder text = new StringBuilder().append(i).append(' ');
            random.ints(40_000, '0', 'z').forEach(c -> text.append((char) c));
            texts.add(text.toString());
        }
        return texts;
    }

    private static boolean missing(Transport transport) {
        boolean missing = !(transport == Transport.EPOLL
                        ? io.vertx.core.transport.Transport.EPOLL
                        : transport == Transport.IO_URING
                                ? io.vertx.core.transport.Transport.IO_URING
                                : io.vertx.core.transport.Transport.NIO)
                .available();
        if (missing) {
            System.err.println("SKIPPED: this machine has no " + transport);
        }
        return missing;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_reader_that_was_slow_gets_every_event_once_and_others_do_not_wait(
            Transport transport, ContentCoding coding, boolean tls) throws Exception {
        Assumptions.assumeFalse(missing(transport));
        List<String> texts = texts();
        String header = "Accept-Encoding: " + coding.token();
        TlsConfig encryption = tls ? encryption() : TlsConfig.NONE;
        try (TestHub hub = TestHub.start(config -> config.withServer(
                        config.server().withTransport(transport).withTls(encryption)));
                RawClient slow = connect(hub, 8 << 10, tls).get("/events/flood", header);
                RawClient quick = connect(hub, 0, tls).get("/events/flood", header)) {
            assertThat(slow.head().header("content-encoding"))
                    .isEqualTo(coding == ContentCoding.IDENTITY ? "" : coding.token());
            quick.head();
            for (int i = 0; i < EVENTS; i++) {
                hub.publish("flood", texts.get(i));
            }
            for (RawClient reader : List.of(quick, slow)) {
                assertThat(events(reader, coding)).isEqualTo(texts);
            }
        }
    }

    private static TlsConfig encryption() throws Exception {
        TestCertificate certificate = TestCertificate.make(Files.createTempDirectory(folder, "tls"), "hub", "EC");
        Path certificateFile = folder.resolve("hub.pem");
        Path keyFile = folder.resolve("hub.key");
        certificate.write(certificateFile, keyFile);
        return TlsConfig.of(certificateFile, keyFile);
    }

    private static RawClient connect(TestHub hub, int receiveBuffer, boolean tls) {
        RawClient client = RawClient.to(hub.port(), receiveBuffer);
        return tls ? client.encrypted() : client;
    }

    private static List<String> events(RawClient reader, ContentCoding coding) throws Exception {
        SseParser parser = new SseParser();
        List<String> data = new ArrayList<>();
        try (Decoding decoding = Decoding.of(coding.token())) {
            while (data.size() < EVENTS) {
                parser.feed(decoding.text(reader.chunk())).stream()
                        .filter(event -> event.type().equals("message"))
                        .forEach(event -> data.add(event.data()));
            }
        }
        return data;
    }

    @Test
    void a_transport_that_the_machine_lacks_is_named_at_the_start() {
        ServerConfig server = HubConfig.defaults().server();
        for (Transport transport : Transport.values()) {
            if (transport == Transport.AUTO || !missing(transport)) {
                assertThat(Transports.of(server.withTransport(transport)).available())
                        .isTrue();
            } else {
                assertThatThrownBy(() -> Transports.of(server.withTransport(transport)))
                        .hasMessageContaining("server.transport");
            }
        }
    }
}
