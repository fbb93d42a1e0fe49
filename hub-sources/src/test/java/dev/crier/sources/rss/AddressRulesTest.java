package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, this machine itself",
        "0.1.2.3, this machine itself",
        "127.0.0.1, this machine itself",
        "127.255.255.254, this machine itself",
        "10.0.0.1, a private network",
        "10.255.255.255, a private network",
        "172.16.0.1, a private network",
        "172.31.255.255, a private network",
        "192.168.0.1, a private network",
        "100.64.0.1, a provider's inner network",
        "100.127.255.255, a provider's inner network",
        "169.254.169.254, link-local",
        "100.100.100.200, a provider's inner network",
        "168.63.129.16, a provider's inner network",
        "192.0.0.192, reserved",
        "192.0.0.8, reserved",
        "192.0.2.1, reserved",
        "192.88.99.1, an address translator",
        "198.18.0.1, reserved",
        "198.19.255.255, reserved",
        "198.51.100.1, reserved",
        "203.0.113.1, reserved",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.255, reserved",
        "::, this machine itself",
        "::1, this machine itself",
        "::127.0.0.1, an address translator",
        "::ffff:127.0.0.1, this machine itself",
        "::ffff:10.0.0.1, a private network",
        "::ffff:169.254.169.254, link-local",
        "64:ff9b::127.0.0.1, this machine itself",
        "64:ff9b::192.168.1.1, a private network",
        "64:ff9b:1::8.8.8.8, an address translator",
        "100::1, reserved",
        "2001::1, an address translator",
        "2001:2::1, reserved",
        "2001:db8::1, reserved",
        "2002:7f00:1::, an address translator",
        "3fff::1, reserved",
        "4000::1, reserved",
        "fc00::1, a private network",
        "fd00:ec2::254, a private network",
        "fd20:ce::254, a private network",
        "5f00::1, reserved",
        "::ffff:0.0.0.0, this machine itself",
        "::ffff:168.63.129.16, a provider's inner network",
        "64:ff9b::169.254.169.254, link-local",
        "64:ff9b::0.0.0.0, this machine itself",
        "2002:a9fe:a9fe::1, an address translator",
        "fdff::1, a private network",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, a private network",
        "ff02::1, multicast",
    })
    void anAddressThatIsNotPublicIsKnownForWhatItIs(String address, String kind) {
        assertThat(AddressRules.special(bytes(address))).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450::1",
                "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1",
            })
    void aPublicAddressIsNot(String address) {
        assertThat(AddressRules.special(bytes(address))).isEmpty();
    }

    @Test
    void whatTheConfigurationAllowsIsPermittedAndNothingElse() {
        AddressRules rules = new AddressRules(AllowPrivate.of(List.of("Feeds.Internal", "10.1.0.0/16", "fd00::/8")));

        assertThat(rules.permitted("a.example", addresses("10.1.2.3", "10.2.0.1", "fd12::1", "fc00::1", "1.1.1.1")))
                .isEqualTo(addresses("10.1.2.3", "fd12::1", "1.1.1.1"));
        assertThat(rules.permitted("feeds.internal", addresses("127.0.0.1"))).isEqualTo(addresses("127.0.0.1"));
        assertThat(rules.permitted("feeds.internal.", addresses("127.0.0.1"))).isEqualTo(addresses("127.0.0.1"));
        assertThatThrownBy(() -> rules.permitted("not.feeds.internal", addresses("127.0.0.1")))
                .isInstanceOf(FeedException.class)
                .hasMessage(
                        "not.feeds.internal is refused: it leads to an address that isn't public; allow-private can list"
                                + " it");
    }

    @Test
    void everythingCanBeAllowed() {
        assertThat(new AddressRules(AllowPrivate.of(true)).permitted("h", addresses("127.0.0.1", "fe80::1")))
                .hasSize(2);
    }

    @Test
    void withoutAnAddressThereIsNothingToPermit() {
        assertThatThrownBy(() -> new AddressRules(AllowPrivate.NONE).permitted("h", List.of()))
                .hasMessageContaining("has no address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0/8",
                "::/129",
                "1.2.3.4/",
                "/8",
                "1.2.3.4/-1",
                "a/8",
                "1.2.3.4.5",
                "fe80::1%eth0/64",
                "1.2.3.4.",
                ".1.2.3",
                "1:2",
                "256.1.1.1"
            })
    void aBlockThatCantBeIsRefused(String block) {
        assertThatThrownBy(() -> AllowPrivate.of(List.of(block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no block of addresses");
    }

    @Test
    void blocksAreComparedBitByBit() {
        assertThat(Cidr.of("10.128.0.0/9").contains(bytes("10.128.0.0"))).isTrue();
        assertThat(Cidr.of("10.128.0.0/9").contains(bytes("10.127.255.255"))).isFalse();
        assertThat(Cidr.of("0.0.0.0/0").contains(bytes("255.1.2.3"))).isTrue();
        assertThat(Cidr.of("1.2.3.4").contains(bytes("1.2.3.4"))).isTrue();
        assertThat(Cidr.of("1.2.3.4").contains(bytes("1.2.3.5"))).isFalse();
        assertThat(Cidr.of("0.0.0.0/0").contains(bytes("::"))).isFalse();
    }

    private static byte[] bytes(String address) {
        byte[] parsed = address(address).getAddress();
        if (!address.startsWith("::ffff:")) {
            return parsed;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(parsed, 0, mapped, 12, 4);
        return mapped;
    }

    private static List<InetAddress> addresses(String... texts) {
        return List.of(texts).stream().map(AddressRulesTest::address).toList();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getAllByName(text)[0];
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
