package dev.crier.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.config.ConnectionLimits;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.metrics.HubMetrics;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

class DoorTest {

    private final Admission admission =
            new Admission(new ConnectionLimits(2, 2, 1, 1), ProxyConfig.NONE, false, new HubMetrics());
    private final Door door = new Door(admission, admitted -> {});

    private static final class Accepted extends EmbeddedChannel {

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("192.0.2.1"), 4711);
        }
    }

    private EmbeddedChannel listening(int port) {
        return new EmbeddedChannel(door) {
            @Override
            protected SocketAddress localAddress0() {
                return new InetSocketAddress(NetUtil.LOCALHOST4, port);
            }
        };
    }

    @Test
    void who_comes_before_the_port_is_known_counts_too_and_leaves() {
        Accepted early = new Accepted();
        assertThat(listening(8080).writeInbound(early)).isTrue();
        assertThat(admission.open()).isEqualTo(1);
        door.guard(8080);
        assertThat(listening(8080).writeInbound(new Accepted())).isTrue();
        Accepted oneMore = new Accepted();
        assertThat(listening(8080).writeInbound(oneMore)).isFalse();
        assertThat(oneMore.isOpen()).isFalse();
        early.finishAndReleaseAll();
        assertThat(admission.open()).isEqualTo(1);
    }

    @Test
    void who_has_no_address_any_more_is_not_let_in() {
        EmbeddedChannel gone = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return null;
            }
        };
        assertThat(listening(8080).writeInbound(gone)).isFalse();
        assertThat(gone.isOpen()).isFalse();
        assertThat(admission.open()).isZero();
    }

    @Test
    void other_ports_are_open_once_it_is_known() {
        door.guard(8080);
        for (int i = 0; i < 5; i++) {
            assertThat(listening(8081).writeInbound(new Accepted())).isTrue();
        }
        assertThat(admission.open()).isZero();
    }
}
