package dev.crier.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.config.ConnectionLimits;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.metrics.HubMetrics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static Admission of(int total, int perAddress, ProxyConfig proxies, boolean dev) {
        return new Admission(new ConnectionLimits(total, perAddress, 1, 1), proxies, dev, new HubMetrics());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void all_of_an_ip_6_network_of_64_bits_count_together_and_its_neighbour_does_not() {
        Admission admission = of(10, 2, ProxyConfig.NONE, false);
        assertThat(admission.admit(address("2001:db8:0:1::1"))).isPresent();
        assertThat(admission.admit(address("2001:db8:0:1:ffff::2"))).isPresent();
        assertThat(admission.admit(address("2001:db8:0:1::3"))).isEmpty();
        assertThat(admission.admit(address("2001:db8:0:2::1"))).isPresent();
    }

    @Test
    void an_ip_4_address_counts_alone_however_it_is_written() {
        Admission admission = of(10, 1, ProxyConfig.NONE, false);
        assertThat(admission.admit(address("192.0.2.1"))).isPresent();
        assertThat(admission.admit(address("::ffff:192.0.2.1"))).isEmpty();
        assertThat(admission.admit(address("192.0.2.2"))).isPresent();
    }

    @Test
    void nothing_is_left_of_those_who_were_refused_or_have_left() {
        Admission admission = of(2, 1, ProxyConfig.NONE, false);
        for (int i = 0; i < 5; i++) {
            Optional<Runnable> one = admission.admit(address("192.0.2.1"));
            assertThat(one).isPresent();
            assertThat(admission.admit(address("192.0.2.1"))).isEmpty();
            Optional<Runnable> other = admission.admit(address("192.0.2.2"));
            assertThat(other).isPresent();
            assertThat(admission.admit(address("192.0.2.3"))).isEmpty();
            one.get().run();
            other.get().run();
            assertThat(admission.open()).isZero();
        }
    }

    @Test
    void a_trusted_proxy_may_have_any_number_within_the_whole() {
        Admission admission = of(3, 1, ProxyConfig.NONE.withTrusted("10.0.0.0/8"), false);
        for (int i = 0; i < 3; i++) {
            assertThat(admission.admit(address("10.1.2.3"))).isPresent();
        }
        assertThat(admission.admit(address("10.1.2.3"))).isEmpty();
    }

    @Test
    void this_machine_may_have_any_number_in_development_alone() {
        Admission dev = of(10, 1, ProxyConfig.NONE, true);
        Admission production = of(10, 1, ProxyConfig.NONE, false);
        assertThat(dev.admit(address("127.0.0.1"))).isPresent();
        assertThat(dev.admit(address("127.0.0.1"))).isPresent();
        assertThat(production.admit(address("127.0.0.1"))).isPresent();
        assertThat(production.admit(address("127.0.0.1"))).isEmpty();
    }
}
