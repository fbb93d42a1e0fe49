package dev.crier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Why there is no connection is said")
class ReasonTest {

    @Test
    @DisplayName("in the system's words, without calls and addresses")
    void system() {
        assertThat(Reason.of(new ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: engine/10.1.2.3:6379")))
                .isEqualTo("Connection refused");
        assertThat(Reason.of(new ConnectException("Connection refused: /[0:0:0:0:0:0:0:1]:6379")))
                .isEqualTo("Connection refused");
        assertThat(Reason.of(new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")))
                .isEqualTo("Connection reset by peer");
    }

    @Test
    @DisplayName("in the engine's words")
    void engine() {
        assertThat(Reason.of(ErrorType.create("NOAUTH Authentication required.")))
                .isEqualTo("NOAUTH Authentication required");
    }

    @Test
    @DisplayName("in plain words where others are for programmers")
    void plain() {
        assertThat(Reason.of(new UnknownHostException("Failed to resolve 'engine' [A(1), AAAA(28)] after 2 queries ")))
                .isEqualTo("its host is unknown");
        assertThat(Reason.of(ErrorType.create("CONNECTION_CLOSED"))).isEqualTo(Reason.CLOSED);
        assertThat(Reason.of(ErrorType.create("ILLEGAL_STATE Unknown RESP type H")))
                .isEqualTo("what answers there is no Redis");
        assertThat(Reason.silence(Duration.ofSeconds(3))).isEqualTo("no answer within 3 s");
        assertThat(Reason.silence(Duration.ofMillis(500))).isEqualTo("no answer within 500 ms");
    }

    @Test
    @DisplayName("without what is in certificates, or came instead of one")
    void tls() {
        assertThat(Reason.of(failedHandshake(
                        new CertificateException("No subject alternative names matching IP address 10.1.2.3 found"))))
                .isEqualTo("its certificate is for another host");
        assertThat(Reason.of(failedHandshake(new CertificateException("No name matching engine found"))))
                .isEqualTo("its certificate is for another host");
        assertThat(Reason.of(failedHandshake(new CertPathBuilderException("unable to find valid certification path"))))
                .isEqualTo("nobody vouches for its certificate who is trusted");
        assertThat(Reason.of(new DecoderException(new NotSslRecordException("not an SSL/TLS record: 2d455252"))))
                .isEqualTo("what answers there doesn't speak TLS");
    }

    private static Throwable failedHandshake(Throwable cause) {
        return new IOException("Failed to create SSL connection", new SSLHandshakeException("failed").initCause(cause));
    }

    @Test
    @DisplayName("somehow in any case")
    void nothing() {
        assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
